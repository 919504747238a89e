/** ARC (RFC 8617) as a stage. Start at {@link org.mailbay.antispam.arc.ArcStage}. */
@NullMarked
package org.mailbay.antispam.arc;

import org.jspecify.annotations.NullMarked;
