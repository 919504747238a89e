/**
 * JMAP over WebSocket (RFC 8887). Start at {@link WebSocketEndpoint}, then {@link Conversation}.
 *
 * <p>The servlet engine speaks RFC 6455 and calls when a frame came or went; a virtual thread exists while a request is worked on.
 * Nothing that the engine keeps outlives a conversation, so this bundle can be replaced under it.
 */
@NullMarked
package org.mailbay.jmap.core.websocket;

import org.jspecify.annotations.NullMarked;
