package org.mailbay.mailauth.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.mailauth.Zone;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The test suite of the RFC's authors, {@code rfc7208-tests.yml}, when the system property {@code mailbay.spf.suite} says where it is.
 *
 * <p>It is not part of this source: it comes with Debian's source package {@code pyspf}.
 */
final class SpfSuiteTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    private int count;

    @Test
    void eachCaseHasItsResult() throws IOException {
        String path = System.getProperty("mailbay.spf.suite", "");
        assumeTrue(!path.isEmpty(), "no -Dmailbay.spf.suite=…/rfc7208-tests.yml");
        List<String> failures = new ArrayList<>();
        try (Reader in = Files.newBufferedReader(Path.of(path))) {
            for (Object scenario : new Yaml(new LoaderOptions()).loadAll(in)) {
                run(map(scenario), failures);
            }
        }
        assertThat(failures).as("of %d cases", count).isEmpty();
        assertThat(count).isGreaterThan(150);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private void run(Map<String, Object> scenario, List<String> failures) {
        Zone zone = zone(map(scenario.get("zonedata")));
        map(scenario.get("tests")).forEach((name, value) -> {
            Map<String, Object> test = map(value);
            count++;
            SpfResult result = new Spf(zone, "receiver.example.net", () -> NOW)
                    .check(
                            InetAddress.ofLiteral(test.get("host").toString()),
                            test.get("helo").toString(),
                            test.get("mailfrom").toString());
            Object wanted = test.get("result");
            List<?> allowed = wanted instanceof List<?> list ? list : List.of(wanted);
            if (!allowed.contains(result.verdict().word())) {
                failures.add(name + ": " + result + " instead of " + wanted);
            }
            Object explanation = test.get("explanation");
            if (explanation != null) {
                String text = explanation.equals("DEFAULT") ? "" : explanation.toString();
                if (!text.equals(result.explanation())) {
                    failures.add(name + ": explains " + result.explanation() + " instead of " + text);
                }
            }
        });
    }

    private static Zone zone(Map<String, Object> data) {
        Zone zone = new Zone();
        data.forEach((name, value) -> {
            zone.empty(name);
            boolean hasText =
                    ((List<?>) value).stream().anyMatch(r -> r instanceof Map<?, ?> m && m.containsKey("TXT"));
            for (Object record : (List<?>) value) {
                if (record instanceof Map<?, ?>) {
                    map(record).forEach((type, content) -> add(zone, name, type, content, hasText));
                } else {
                    zone.silent(name);
                }
            }
        });
        return zone;
    }

    private static void add(Zone zone, String name, String type, Object value, boolean hasText) {
        String text = value instanceof List<?> parts
                ? String.join("", parts.stream().map(Object::toString).toList())
                : value.toString();
        switch (type) {
            case "TXT" -> {
                if (!text.equals("NONE")) {
                    zone.txt(name, text);
                }
            }
            case "SPF" -> {
                if (!hasText) {
                    zone.txt(name, text); // RFC 7208 §3.1: type SPF is no more; the suite lets drivers copy
                }
            }
            case "MX" ->
                zone.mx(
                        name,
                        (Integer) ((List<?>) value).get(0),
                        ((List<?>) value).get(1).toString());
            case "CNAME" -> zone.alias(name, text);
            case "PTR" -> zone.ptr(name, text);
            case "A", "AAAA" -> zone.address(name, text);
            default -> throw new IllegalArgumentException(type);
        }
    }
}
