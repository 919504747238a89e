/** DKIM (RFC 6376) as a stage. Start at {@link org.mailbay.antispam.dkim.DkimStage}. */
@NullMarked
package org.mailbay.antispam.dkim;

import org.jspecify.annotations.NullMarked;
