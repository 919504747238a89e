/**
 * The server is killed while mail comes in, and what it promised must be there. Start at {@link org.mailbay.itests.kill.KillRun}.
 *
 * <p>Plain JDK and Jackson, so that {@code bench/kill/run} can run it from source.
 */
@NullMarked
package org.mailbay.itests.kill;

import org.jspecify.annotations.NullMarked;
