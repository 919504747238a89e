package org.mailbay.smtp.out.sts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A policy (RFC 8461 §3.2).
 *
 * @param mx patterns of servers, in lower case
 * @param lines as they stood in it, for reports
 */
public record StsPolicy(Mode mode, Duration maxAge, List<String> mx, List<String> lines) {
    private static final long LONGEST_SECONDS = 31_557_600; // RFC 8461 §3.2
    private static final int MOST_MX = 100;
    private static final Pattern NAME = Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9_.-]*[a-z0-9])?");

    public StsPolicy {
        mx = List.copyOf(mx);
        lines = List.copyOf(lines);
    }

    /** What is done when a server is not as it should be (RFC 8461 §5). */
    public enum Mode {
        ENFORCE,
        /** It is reported; the message goes out all the same. */
        TESTING,
        NONE
    }

    /** Reads it; empty when it is none. */
    public static Optional<StsPolicy> parse(String text) {
        String version = "";
        String mode = "";
        String maxAge = "";
        List<String> mx = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                if (!line.isBlank()) {
                    return Optional.empty();
                }
                continue;
            }
            String key = line.substring(0, colon).strip();
            String value = line.substring(colon + 1).strip();
            lines.add(key + ": " + value);
            // RFC 8461 §3.2: of fields that stand twice the first counts, but for mx
            switch (key) {
                case "version" -> version = version.isEmpty() ? value : version;
                case "mode" -> mode = mode.isEmpty() ? value : mode;
                case "max_age" -> maxAge = maxAge.isEmpty() ? value : maxAge;
                case "mx" -> mx.add(value.toLowerCase(Locale.ROOT));
                default -> {}
            }
        }
        Mode parsed = switch (mode) {
            case "enforce" -> Mode.ENFORCE;
            case "testing" -> Mode.TESTING;
            case "none" -> Mode.NONE;
            default -> null;
        };
        if (!version.equals("STSv1")
                || parsed == null
                || !maxAge.matches("\\d{1,10}")
                || mx.isEmpty() && parsed != Mode.NONE
                || mx.size() > MOST_MX
                || !mx.stream().allMatch(name -> NAME.matcher(name).matches())) {
            return Optional.empty();
        }
        return Optional.of(new StsPolicy(
                parsed, Duration.ofSeconds(Math.min(LONGEST_SECONDS, Long.parseLong(maxAge))), mx, lines));
    }

    /** Whether a server, in A-labels, is one of the domain's (RFC 8461 §4.1). */
    public boolean isServer(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return mx.stream().anyMatch(pattern -> {
            if (!pattern.startsWith("*.")) {
                return pattern.equals(name);
            }
            int dot = name.indexOf('.');
            return dot > 0 && name.substring(dot).equals(pattern.substring(1));
        });
    }
}
