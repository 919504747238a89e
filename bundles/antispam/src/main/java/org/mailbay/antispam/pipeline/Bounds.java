package org.mailbay.antispam.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Opinion;

/** Keeps what a stage says within what a trace, a header field and a reply can hold. */
final class Bounds {
    private static final int MAX_REASON = 500;
    private static final int MAX_RESULTS = 30;
    private static final int MAX_PROPERTIES = 20;
    private static final int MAX_VALUE = 320;
    private static final double MAX_POINTS = 1_000;
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");
    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?");

    private Bounds() {}

    static Opinion of(Opinion opinion) {
        return new Opinion(
                opinion.advice(),
                Math.clamp(opinion.points(), -MAX_POINTS, MAX_POINTS),
                STATUS.matcher(opinion.status()).matches() ? opinion.status() : "",
                cut(opinion.reason(), MAX_REASON),
                opinion.results().stream()
                        .filter(Bounds::isWellFormed)
                        .limit(MAX_RESULTS)
                        .map(Bounds::of)
                        .toList());
    }

    private static boolean isWellFormed(AuthResult result) {
        return KEYWORD.matcher(result.method()).matches()
                && KEYWORD.matcher(result.result()).matches();
    }

    private static AuthResult of(AuthResult result) {
        SequencedMap<String, String> properties = new LinkedHashMap<>();
        result.properties().forEach((name, value) -> {
            String[] parts = name.split("\\.", 2);
            if (properties.size() < MAX_PROPERTIES
                    && parts.length == 2
                    && List.of(parts).stream()
                            .allMatch(part -> KEYWORD.matcher(part).matches())) {
                properties.put(name, cut(value, MAX_VALUE));
            }
        });
        return new AuthResult(result.method(), result.result(), cut(result.reason(), MAX_REASON), properties);
    }

    /** Without control characters, at most {@code most} chars, no half of a pair at its end. */
    static String cut(String text, int most) {
        int end = Math.min(text.length(), most);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder clean = new StringBuilder(end);
        text.substring(0, end).chars().map(c -> c < ' ' || c == 0x7f ? ' ' : c).forEach(c -> clean.append((char) c));
        return clean.toString();
    }
}
