/**
 * A process that is killed in the middle of its work. Start at {@link KilledChild}.
 *
 * <p>A contract of durability starts its driver there, hears what was acknowledged, and compares after the kill.
 */
@NullMarked
package org.mailbay.tck.kill;

import org.jspecify.annotations.NullMarked;
