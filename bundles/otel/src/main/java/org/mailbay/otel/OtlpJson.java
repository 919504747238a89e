package org.mailbay.otel;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.mailbay.trace.spi.Span;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** Writes spans as OTLP has them in JSON (OpenTelemetry Protocol 1.x, "JSON Protobuf Encoding"). */
final class OtlpJson {
    private static final int MOST_CHARACTERS = 1_000;
    private static final JsonFactory JSON = new JsonFactory();

    private final String serviceName;
    private final boolean withAddresses;

    /** @param withAddresses whether mail addresses are sent as they are */
    OtlpJson(String serviceName, boolean withAddresses) {
        this.serviceName = serviceName;
        this.withAddresses = withAddresses;
    }

    /** An ExportTraceServiceRequest. */
    byte[] write(List<Waiting> spans) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(spans.size() * 600);
        try (JsonGenerator out = JSON.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeArrayPropertyStart("resourceSpans");
            out.writeStartObject();
            out.writeObjectPropertyStart("resource");
            out.writeArrayPropertyStart("attributes");
            attribute("service.name", serviceName, out);
            out.writeEndArray();
            out.writeEndObject();
            out.writeArrayPropertyStart("scopeSpans");
            out.writeStartObject();
            out.writeObjectPropertyStart("scope");
            out.writeStringProperty("name", "org.mailbay");
            out.writeEndObject();
            out.writeArrayPropertyStart("spans");
            for (Waiting waiting : spans) {
                write(waiting.span(), waiting.ids(), out);
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void write(Span span, Ids ids, JsonGenerator out) {
        boolean isRoot = span.kind() == Span.Kind.SERVER;
        String parent = isRoot ? ids.above() : ids.root();
        out.writeStartObject();
        out.writeStringProperty("traceId", ids.trace());
        out.writeStringProperty("spanId", isRoot ? ids.root() : Ids.random());
        if (!parent.isEmpty()) {
            out.writeStringProperty("parentSpanId", parent);
        }
        out.writeStringProperty("name", span.name());
        out.writeNumberProperty(
                "kind",
                switch (span.kind()) {
                    case INTERNAL -> 1;
                    case SERVER -> 2;
                    case CLIENT -> 3;
                });
        out.writeStringProperty("startTimeUnixNano", nanos(span.start()));
        out.writeStringProperty("endTimeUnixNano", nanos(span.start().plus(span.took())));
        out.writeArrayPropertyStart("attributes");
        if (!span.cause().isEmpty()) {
            attribute("mailbay.trace", span.cause(), out);
        }
        for (Map.Entry<String, String> fact : span.facts().entrySet()) {
            attribute("mailbay." + fact.getKey(), value(fact.getValue()), out);
        }
        out.writeEndArray();
        if (span.isFailed()) {
            out.writeObjectPropertyStart("status");
            out.writeNumberProperty("code", 2); // STATUS_CODE_ERROR
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private String value(String value) {
        String cut = value.length() > MOST_CHARACTERS ? value.substring(0, MOST_CHARACTERS) + "..." : value;
        return withAddresses ? cut : Masked.of(cut);
    }

    /** 64-bit numbers are strings in this encoding. */
    private static String nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano()) + "";
    }

    private static void attribute(String name, String value, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("key", name);
        out.writeObjectPropertyStart("value");
        out.writeStringProperty("stringValue", value);
        out.writeEndObject();
        out.writeEndObject();
    }
}
