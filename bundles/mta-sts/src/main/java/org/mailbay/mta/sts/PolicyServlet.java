package org.mailbay.mta.sts;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code GET /.well-known/mta-sts.txt}: the policy of the domain that the name of the host says. */
@Component(
        service = {Servlet.class, MetricSource.class},
        property = "osgi.http.whiteboard.servlet.pattern=/.well-known/mta-sts.txt")
public final class PolicyServlet extends HttpServlet implements MetricSource {
    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "mta-sts.";

    private final transient LongAdder served = new LongAdder();
    private final transient LongAdder unknown = new LongAdder();
    private final transient List<ServedPolicy> policies = new CopyOnWriteArrayList<>();

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindPolicy(ServedPolicy policy) {
        policies.add(policy);
    }

    void unbindPolicy(ServedPolicy policy) {
        policies.remove(policy);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String policy = policy(request.getServerName().toLowerCase(Locale.ROOT));
        (policy.isEmpty() ? unknown : served).increment();
        byte[] body = (policy.isEmpty() ? "There is no policy.\n" : policy).getBytes(StandardCharsets.UTF_8);
        response.setStatus(policy.isEmpty() ? 404 : 200);
        response.setContentType("text/plain; charset=utf-8"); // RFC 8461 §3.2
        response.setHeader("Cache-Control", "no-cache");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    @Override
    public void measure(Metrics out) {
        String help = "Requests for a policy, by whether the domain has one.";
        out.counter("mailbay_mta_sts_requests_total", help, served.sum(), "outcome", "served");
        out.counter("mailbay_mta_sts_requests_total", help, unknown.sum(), "outcome", "unknown");
        out.gauge("mailbay_mta_sts_policies", "Policies that are served.", policies.size());
    }

    /** Of a host {@code mta-sts.DOMAIN} (RFC 8461 §3.3); empty when there is none. */
    String policy(String host) {
        if (!host.startsWith(PREFIX)) {
            return "";
        }
        String domain = host.substring(PREFIX.length());
        return policies.stream()
                .filter(policy -> policy.isFor(domain))
                .findFirst()
                .map(ServedPolicy::text)
                .orElse("");
    }
}
