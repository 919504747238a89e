/**
 * The records of messages, kept in a room of the store. Start at {@link StoredTraces}.
 *
 * <p>{@link Writer} is the one thread that writes, {@link Reader} finds, {@link Retention} removes what is old; {@link Keys} says how it lies.
 */
@NullMarked
package org.mailbay.trace.kept;

import org.jspecify.annotations.NullMarked;
