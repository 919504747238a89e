/** Greylisting (RFC 6647). Start at {@link org.mailbay.antispam.greylist.GreylistStage}. */
@NullMarked
package org.mailbay.antispam.greylist;

import org.jspecify.annotations.NullMarked;
