/**
 * POP3 (RFC 1939). Start at {@link Pop3Session}; {@link Verb} says which command may come when.
 *
 * <p>{@link Maildrop} is what a session sees of the inbox: the picture of its log-in. {@link Maildrops} knows who has one open, {@link Retrieval}
 * sends messages.
 */
@NullMarked
package org.mailbay.pop3;

import org.jspecify.annotations.NullMarked;
