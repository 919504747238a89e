/** Mailbay and Dovecot hold the same mail, kept so by a program of others. Start at {@link SyncXIT}. */
@NullMarked
package org.mailbay.itests.sync;

import org.jspecify.annotations.NullMarked;
