package org.mailbay.otel;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.trace.spi.Span;
import org.mailbay.trace.spi.SpanListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Sends spans to an OpenTelemetry collector; not there until one is configured. */
@Component(
        service = {SpanListener.class, MetricSource.class, HealthCheck.class},
        immediate = true,
        configurationPid = "otel",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {HealthCheck.NAME + "=OpenTelemetry", HealthCheck.TAGS + "=mailbay"})
@Designate(ocd = OtelTraces.Config.class)
public final class OtelTraces implements SpanListener, MetricSource, HealthCheck {
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Where spans go. */
    @ObjectClassDefinition(
            name = "OpenTelemetry",
            description = "Traces for a collector, by OTLP over HTTP; without this table nothing is sent.")
    public @interface Config {
        @AttributeDefinition(description = "URL of the collector, such as http://127.0.0.1:4318/v1/traces.")
        String endpoint();

        @AttributeDefinition(
                description = "Fields of each request, NAME=VALUE, such as Authorization=Bearer ABC.",
                required = false,
                type = AttributeType.PASSWORD)
        String[] headers() default {};

        @AttributeDefinition(description = "What the server calls itself (service.name).")
        String serviceName() default "mailbay";

        @AttributeDefinition(
                description =
                        "Whether mail addresses are sent as they are; else what stands before the at sign is a star.")
        boolean addresses() default false;

        @AttributeDefinition(description = "Share of traces that is sent, in percent.", min = "0", max = "100")
        int samplePercent() default 100;

        @AttributeDefinition(
                description = "Spans that wait to be sent; more are dropped, counted and logged.",
                min = "1",
                max = "1000000")
        int maxWaiting() default 10_000;

        @AttributeDefinition(description = "Spans of one request.", min = "1", max = "10000")
        int maxBatch() default 500;

        @AttributeDefinition(
                description = "How long a request waits for more spans, in milliseconds.",
                min = "0",
                max = "60000")
        int gatherMillis() default 1_000;

        @AttributeDefinition(description = "How long a request may take, in seconds.", min = "1", max = "300")
        int timeoutSeconds() default 10;
    }

    private final double share;
    private final Joined joined = new Joined();
    private final HttpCollector collector;
    private final Sender sender;

    @Activate
    public OtelTraces(Config config) {
        share = config.samplePercent() / 100.0;
        collector = new HttpCollector(
                endpoint(config.endpoint()),
                headers(config.headers()),
                Duration.ofSeconds(config.timeoutSeconds()),
                new OtlpJson(config.serviceName(), config.addresses()));
        sender =
                new Sender(collector, config.maxWaiting(), config.maxBatch(), Duration.ofMillis(config.gatherMillis()));
        sender.start();
    }

    private static URI endpoint(String text) {
        URI uri = URI.create(text.strip());
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("otel.endpoint: \"" + text + "\" is no URL of a collector");
        }
        return uri;
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("otel.headers: a line is not NAME=VALUE");
            }
            headers.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        return headers;
    }

    @Deactivate
    void stop() {
        sender.stop(STOP);
        collector.close();
    }

    @Override
    public void ended(Span span) {
        Ids ids = span.cause().isEmpty() ? Ids.alone() : Ids.of(span.cause());
        Traceparent parent = span.cause().isEmpty() ? null : joined.get(span.cause());
        if (parent != null) {
            ids = ids.within(parent);
        }
        // Who sent the request keeps its part: ours belongs to it
        if (parent != null && parent.isSampled() || ids.draw() < share) {
            sender.add(new Waiting(span, ids));
        }
    }

    @Override
    public void joined(String cause, String traceparent) {
        Traceparent.parse(traceparent).ifPresent(parent -> joined.put(cause, parent));
    }

    @Override
    public void measure(Metrics out) {
        sender.measure(out);
    }

    /** Never more than a warning: mail goes on. */
    @Override
    public Result execute() {
        return sender.trouble().isEmpty()
                ? new Result(Result.Status.OK, "spans are sent")
                : new Result(
                        Result.Status.WARN,
                        "spans do not arrive: " + sender.trouble() + "; " + sender.dropped() + " dropped");
    }
}
