/**
 * Push subscriptions (RFC 8620 §7.2) by Web Push (RFC 8030, 8291, 8292, 9749). Start at {@link org.mailbay.jmap.push.WebPush}.
 *
 * <p>A committing thread only notes what changed; a virtual thread sends, one message of a subscription at a time, to an address that was
 * checked before it is connected to.
 */
@NullMarked
package org.mailbay.jmap.push;

import org.jspecify.annotations.NullMarked;
