/** Many IMAP clients at random on one mailbox, each with a model of what it was told: start at {@link org.mailbay.itests.stress.ImapStress}. */
package org.mailbay.itests.stress;
