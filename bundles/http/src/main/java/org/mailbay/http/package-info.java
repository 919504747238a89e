/**
 * The servlet engine's doors. Start at {@link HttpServer}, which opens a plain and a TLS {@link Door} in Felix HTTP's Jetty.
 *
 * <p>A request comes in through {@link RequestGuard} (trace id, limits, security headers), {@link Front} (waits out the moment in
 * which a servlet is replaced) and {@link OutcomeFilter}; {@link LastServlet} takes what nobody serves; {@link AccessLog} writes it down.
 * HTTP/1.1 is RFC 9112, problem details are RFC 9457.
 */
@NullMarked
package org.mailbay.http;

import org.jspecify.annotations.NullMarked;
