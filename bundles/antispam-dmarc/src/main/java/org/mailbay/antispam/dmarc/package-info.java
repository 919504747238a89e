/** DMARC (RFC 9989) as a stage. Start at {@link org.mailbay.antispam.dmarc.DmarcStage}. */
@NullMarked
package org.mailbay.antispam.dmarc;

import org.jspecify.annotations.NullMarked;
