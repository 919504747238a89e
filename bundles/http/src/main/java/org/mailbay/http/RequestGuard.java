package org.mailbay.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** What happens to each request first: it gets its trace id, its answer gets safe headers, and its body gets a bound. */
final class RequestGuard implements HttpConfiguration.Customizer {
    private final long maxBodyBytes;
    private final int hstsSeconds;

    /** @param hstsSeconds 0 = do not send Strict-Transport-Security */
    RequestGuard(long maxBodyBytes, int hstsSeconds) {
        this.maxBodyBytes = maxBodyBytes;
        this.hstsSeconds = hstsSeconds;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        String trace = Trace.next();
        request.setAttribute(Trace.ATTRIBUTE, trace);
        answer.put("X-Trace-Id", trace);
        answer.put("X-Content-Type-Options", "nosniff");
        answer.put("X-Frame-Options", "DENY");
        answer.put("Referrer-Policy", "no-referrer");
        answer.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (hstsSeconds > 0) {
            answer.put(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=" + hstsSeconds);
        }
        if (!LastServlet.isServing()) {
            throw new HttpException.RuntimeException(503, "The server is starting.");
        }
        if (request.getLength() > maxBodyBytes) {
            throw tooLarge(maxBodyBytes);
        }
        // RFC 9112 §6.3: a chunked body tells its length only by ending
        return request.getLength() >= 0 ? request : new BoundedRequest(request, maxBodyBytes);
    }

    static HttpException.RuntimeException tooLarge(long maxBodyBytes) {
        return new HttpException.RuntimeException(413, "The body is larger than " + maxBodyBytes + " bytes.");
    }
}
