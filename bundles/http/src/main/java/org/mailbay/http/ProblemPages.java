package org.mailbay.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The engine's own errors as problem details, without its name and without stack traces. */
final class ProblemPages extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
        if (code == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        Object trace = request.getAttribute(Trace.ATTRIBUTE);
        if (trace != null) {
            response.getHeaders().put("X-Trace-Id", trace.toString());
        }
        // Our own faults are told in the log only.
        String detail = code >= 500 || message == null ? "" : message;
        String body = Problem.json(code, HttpStatus.getMessage(code), detail, trace == null ? "" : trace.toString());
        Content.Sink.write(response, true, body, callback);
    }
}
