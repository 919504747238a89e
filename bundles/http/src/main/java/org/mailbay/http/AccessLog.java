package org.mailbay.http;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a request, when it is over: our faults as info, the rest as debug. Never a query, which may hold secrets. */
@Component
public final class AccessLog implements RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("org.mailbay.http.access");
    private static final int MAX_PATH = 200;
    private static final String LINE =
            "event=http.request trace={} method={} path=\"{}\" status={} bytes={} ms={} peer={}";

    @Override
    public void log(Request request, Response response) {
        boolean fault = response.getStatus() >= 500;
        if (!fault && !LOG.isDebugEnabled()) {
            return;
        }
        Object[] values = {
            request.getAttribute(Trace.ATTRIBUTE),
            printable(request.getMethod()),
            printable(request.getHttpURI().getPath()),
            response.getStatus(),
            Response.getContentBytesWritten(response),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - request.getBeginNanoTime()),
            Request.getRemoteAddr(request)
        };
        if (fault) {
            LOG.info(LINE, values);
        } else {
            LOG.debug(LINE, values);
        }
    }

    /** Nothing a client sends can begin a new line or end a quote. */
    static String printable(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_PATH));
        for (int i = 0; i < text.length() && i < MAX_PATH; i++) {
            char c = text.charAt(i);
            out.append(c <= 0x20 || c >= 0x7f || c == '"' || c == '\\' ? '?' : c);
        }
        return text.length() > MAX_PATH ? out.append("...").toString() : out.toString();
    }
}
