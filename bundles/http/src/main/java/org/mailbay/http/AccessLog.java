package org.mailbay.http;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.trace.Spans;
import org.mailbay.trace.spi.Span;
import org.mailbay.trace.spi.SpanListener;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
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

    private final Spans spans = new Spans();
    private final InstantSource clock = InstantSource.system();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindSpans(SpanListener service) {
        spans.bind(service);
    }

    void unbindSpans(SpanListener service) {
        spans.unbind(service);
    }

    @Override
    public void log(Request request, Response response) {
        requests[Math.clamp(response.getStatus() / 100, 0, 9)].increment();
        bytes.add(Response.getContentBytesWritten(response));
        nanos.add(System.nanoTime() - request.getBeginNanoTime());
        tellSpan(request, response);
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

    private void tellSpan(Request request, Response response) {
        if (spans.isWanted()) {
            String method = printable(request.getMethod());
            String place = place(printable(request.getHttpURI().getPath()));
            spans.ended(
                    Span.Kind.SERVER,
                    method + ' ' + place,
                    String.valueOf(request.getAttribute(Trace.ATTRIBUTE)),
                    clock.instant(),
                    System.nanoTime() - request.getBeginNanoTime(),
                    response.getStatus() >= 500,
                    "status",
                    response.getStatus(),
                    "bytes",
                    Response.getContentBytesWritten(response),
                    "peer",
                    Request.getRemoteAddr(request));
        }
    }

    /** The part of a path that says which resource it is, and no more: what follows are ids and addresses. */
    static String place(String path) {
        int segments = path.startsWith("/admin/v1/") ? 3 : 2;
        int end = 0;
        for (int i = 0; i < segments && end >= 0; i++) {
            end = path.indexOf('/', end + 1);
        }
        return end < 0 ? path : path.substring(0, end);
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
