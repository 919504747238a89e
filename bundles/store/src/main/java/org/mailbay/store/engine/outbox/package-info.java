/**
 * Hands what transactions asked for to those who do it. Start at {@link org.mailbay.store.engine.outbox.Outbox}.
 *
 * <p>Requests are rows of the shard ({@code Keys.outbox}); a {@code Lane} is the requests of one account and topic, a {@code Topic} has
 * the worker. Lanes wait without a thread; a lane's turn is on a virtual thread. State is under the lock of {@code Outbox}.
 */
@NullMarked
package org.mailbay.store.engine.outbox;

import org.jspecify.annotations.NullMarked;
