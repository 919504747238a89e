/**
 * Mail that waits to be delivered. Start at {@link org.mailbay.queue.MailQueue}, which takes it; {@link org.mailbay.queue.Waiting} keeps
 * it, {@link org.mailbay.queue.Scheduler} says what is next, {@link org.mailbay.queue.Attempt} tries.
 */
@NullMarked
package org.mailbay.queue;

import org.jspecify.annotations.NullMarked;
