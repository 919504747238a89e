package org.mailbay.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line a request, when it is over: our faults as info, the rest as debug. Never a query, which may hold secrets.
 *
 * <p>Counts them all.
 */
@Component(immediate = true)
public final class AccessLog implements RequestLog, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger("org.mailbay.http.access");
    private static final int MAX_PATH = 200;
    private static final String LINE =
            "event=http.request trace={} method={} path=\"{}\" status={} bytes={} ms={} peer={}";

    /** By the first digit of the status. */
    private final LongAdder[] requests =
            Stream.generate(LongAdder::new).limit(10).toArray(LongAdder[]::new);

    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    @Override
    public void log(Request request, Response response) {
        requests[Math.clamp(response.getStatus() / 100, 0, 9)].increment();
        bytes.add(Response.getContentBytesWritten(response));
        nanos.add(System.nanoTime() - request.getBeginNanoTime());
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

    @Override
    public void measure(Metrics out) {
        for (int i = 1; i <= 5; i++) {
            out.counter(
                    "mailbay_http_requests_total", "HTTP requests answered.", requests[i].sum(), "status", i + "xx");
        }
        out.counter("mailbay_http_sent_bytes_total", "Bytes of content sent over HTTP.", bytes.sum());
        out.counter(
                "mailbay_http_request_seconds_total",
                "Time from the first byte of a request to the last of its answer.",
                nanos.sum() / 1e9);
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
