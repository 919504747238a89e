/**
 * Bundles are replaced while mail comes in and is read, and nobody may notice. Start at {@link org.mailbay.itests.hotswap.HotSwap}.
 *
 * <p>Plain JDK and Jackson, so that {@code bench/hotswap/run} can run it from source.
 */
@NullMarked
package org.mailbay.itests.hotswap;

import org.jspecify.annotations.NullMarked;
