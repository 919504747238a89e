/**
 * How everything comes back from a copy before the store is opened. Start at {@link FullRestore}.
 *
 * <p>What is restored is older than what clients, and other accounts' users, have seen. So nothing that was ever given may be given
 * again: {@link Jump} moves all counters far ahead and makes every state that a client may hold one of the past.
 */
@NullMarked
package org.mailbay.store.engine.recovery;

import org.jspecify.annotations.NullMarked;
