package org.mailbay.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.mailbay.trace.Spans;
import org.mailbay.trace.spi.SpanListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.MDC;

/**
 * In front of all servlets: puts the trace id into the logging context, and waits out the moment in which a servlet is replaced.
 *
 * <p>A request that nobody answered is offered again until somebody does, for {@link #PARKED} at most; then the client is told to
 * come back (503). Only what was never served is 404.
 */
@Component(service = Preprocessor.class, property = "service.ranking:Integer=-2147483648")
public final class Front implements Preprocessor {
    private static final Duration PARKED = Duration.ofSeconds(5);
    private static final int MOST_PARKED = 1_000;

    private final ServedPaths paths;
    private final Spans spans = new Spans();
    private final Semaphore places = new Semaphore(MOST_PARKED);

    @Activate
    public Front(@Reference ServedPaths paths) {
        this.paths = paths;
    }

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
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Object trace = request.getAttribute(Trace.ATTRIBUTE);
        MDC.put(Trace.ATTRIBUTE, String.valueOf(trace));
        if (spans.isWanted()
                && request instanceof HttpServletRequest http
                && http.getHeader("traceparent") instanceof String parent) {
            spans.joined(String.valueOf(trace), parent); // W3C Trace Context §3.2
        }
        try {
            chain.doFilter(request, response);
            if (request.getAttribute(OutcomeFilter.ABSENT) != null) {
                absent((HttpServletRequest) request, (HttpServletResponse) response, chain);
            }
        } finally {
            MDC.remove(Trace.ATTRIBUTE);
        }
    }

    private void absent(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = (request.getServletPath() == null ? "" : request.getServletPath())
                + (request.getPathInfo() == null ? "" : request.getPathInfo());
        switch (paths.absence(path)) {
            case UNKNOWN -> Problem.answer(request, response, 404, "Not Found", "Nothing is served here.");
            case DECLARED -> away(request, response);
            case REPLACED -> {
                if (!isServedAtLast(request, response, chain)) {
                    away(request, response);
                }
            }
        }
    }

    private boolean isServedAtLast(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!places.tryAcquire()) {
            return false;
        }
        try {
            long deadline = System.nanoTime() + PARKED.toNanos();
            for (long pause = 1; System.nanoTime() < deadline; pause = Math.min(100, pause * 2)) {
                Thread.sleep(pause);
                request.removeAttribute(OutcomeFilter.ABSENT);
                chain.doFilter(request, response);
                if (request.getAttribute(OutcomeFilter.ABSENT) == null) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
        return false;
    }

    private static void away(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // RFC 9110 §10.2.3
        response.setHeader("Retry-After", "1");
        Problem.answer(
                request, response, 503, "Service Unavailable", "This part of the server is being replaced. Try again.");
    }
}
