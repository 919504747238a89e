/**
 * How often logging in failed, and who has to wait. Start at {@link org.mailbay.directory.local.attempts.Attempts}.
 *
 * <p>In memory, bounded, by the monotonic clock. Threads: any.
 */
@NullMarked
package org.mailbay.directory.local.attempts;

import org.jspecify.annotations.NullMarked;
