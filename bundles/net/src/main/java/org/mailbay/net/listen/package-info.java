/**
 * Listening sockets. Start at {@link TcpListener}, one component per configured listener; the event loops are {@link Loops}.
 */
@NullMarked
package org.mailbay.net.listen;

import org.jspecify.annotations.NullMarked;
