/**
 * One connection from its first byte to its last. Start at {@link Dialogue}, which calls the session; {@link Wire} is its side towards the socket.
 *
 * <p>Threads: {@link Wire} runs on the event loop and never blocks. A {@link Dialogue} takes turns on a virtual thread that exists
 * while there is work; between the two stand {@link Input} (what arrived) and {@link Output} (what is to be sent), each behind a lock
 * that is held for a copy at most.
 */
@NullMarked
package org.mailbay.net.connection;

import org.jspecify.annotations.NullMarked;
