/**
 * Revisions of bundles take each other's place, or go. Start at {@link Exchange}.
 */
@NullMarked
package org.mailbay.features.exchange;

import org.jspecify.annotations.NullMarked;
