/**
 * What a session knows: {@link Client}, who is at the other end, and {@link Server}, what all sessions share (services that come and go,
 * settings, counts). Start at {@link Client}.
 *
 * <p>{@link Extra} is a service that mail can do without.
 */
@NullMarked
package org.mailbay.smtp.session;

import org.jspecify.annotations.NullMarked;
