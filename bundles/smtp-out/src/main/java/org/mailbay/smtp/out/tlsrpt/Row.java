package org.mailbay.smtp.out.tlsrpt;

import java.util.ArrayList;
import java.util.List;
import org.mailbay.smtp.out.tls.Published;
import org.mailbay.smtp.out.tlsrpt.Tally.Counts;
import org.mailbay.smtp.out.tlsrpt.Tally.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was counted under one policy, in the form that reports have it in (RFC 8460 §4.4): also that of the room. */
record Row(Published published, Counts counts) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_VALUE = 32_000;
    private static final int MOST_TEXT = 200;

    ObjectNode json() {
        ObjectNode row = JSON.createObjectNode();
        ObjectNode policy = row.putObject("policy");
        policy.put("policy-type", published.type());
        published.lines().forEach(policy.putArray("policy-string")::add);
        policy.put("policy-domain", published.domain());
        published.mx().forEach(policy.putArray("mx-host")::add);
        row.putObject("summary")
                .put("total-successful-session-count", counts.good)
                .put("total-failure-session-count", counts.bad);
        ArrayNode details = row.putArray("failure-details");
        counts.failures.forEach((failure, times) -> {
            ObjectNode detail = details.addObject();
            detail.put("result-type", failure.fault());
            detail.put("receiving-mx-hostname", failure.server());
            if (!failure.address().isEmpty()) {
                detail.put("receiving-ip", failure.address());
            }
            detail.put("failed-session-count", times);
            detail.put("failure-reason-code", failure.reason());
        });
        return row;
    }

    /** As in the room; details go where there is no space for them. */
    byte[] bytes() {
        ObjectNode json = json();
        byte[] bytes = JSON.writeValueAsBytes(json);
        while (bytes.length > MOST_VALUE && !json.withArray("failure-details").isEmpty()) {
            ArrayNode details = json.withArray("failure-details");
            details.remove(details.size() - 1);
            bytes = JSON.writeValueAsBytes(json);
        }
        return bytes;
    }

    static Row parse(byte[] bytes) {
        JsonNode row = JSON.readTree(bytes);
        JsonNode policy = row.path("policy");
        Counts counts = new Counts();
        for (JsonNode detail : row.path("failure-details")) {
            counts.add(
                    new Failure(
                            detail.path("result-type").asString(""),
                            detail.path("receiving-mx-hostname").asString(""),
                            detail.path("receiving-ip").asString(""),
                            detail.path("failure-reason-code").asString("")),
                    detail.path("failed-session-count").asLong(0));
        }
        counts.good = row.path("summary").path("total-successful-session-count").asLong(0);
        counts.bad = row.path("summary").path("total-failure-session-count").asLong(0);
        return new Row(
                new Published(
                        policy.path("policy-domain").asString(""),
                        policy.path("policy-type").asString(""),
                        texts(policy.path("policy-string")),
                        texts(policy.path("mx-host"))),
                counts);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString("")));
        return texts;
    }

    /** Policies come from strangers: what is kept of them is bounded. */
    static Published bounded(Published published) {
        return new Published(
                published.domain(),
                published.type(),
                published.lines().stream().limit(20).map(Row::cut).toList(),
                published.mx().stream().limit(20).map(Row::cut).toList());
    }

    static String cut(String text) {
        return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text;
    }
}
