/** SPF (RFC 7208) as a stage. Start at {@link org.mailbay.antispam.spf.SpfStage}. */
@NullMarked
package org.mailbay.antispam.spf;

import org.jspecify.annotations.NullMarked;
