/**
 * Which components of other bundles an exchange touches: told beforehand by {@link Impact}, and seen afterwards by {@link Snapshot}.
 */
@NullMarked
package org.mailbay.features.impact;

import org.jspecify.annotations.NullMarked;
