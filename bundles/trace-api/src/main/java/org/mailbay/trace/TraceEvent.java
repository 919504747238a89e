package org.mailbay.trace;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * One thing that happened to a message. No content of it and no secret stands in here.
 *
 * @param part who says it, such as {@code smtp}, {@code antispam.spf}, {@code queue}
 * @param what happened: lower case and dashes, such as {@code received}, {@code opinion}, {@code attempt}, {@code delivered}, {@code bounced}
 * @param facts by name, in order; values of at most 1,000 chars are kept, longer ones cut
 */
public record TraceEvent(Instant time, String part, String what, SequencedMap<String, String> facts) {
    public TraceEvent {
        facts = new LinkedHashMap<>(facts);
    }

    /** With facts as pairs of a name and a value. */
    public static TraceEvent of(Instant time, String part, String what, Object... facts) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < facts.length; i += 2) {
            pairs.put((String) facts[i], String.valueOf(facts[i + 1]));
        }
        return new TraceEvent(time, part, what, pairs);
    }

    /** Fact {@code from}: reverse-path of MAIL FROM. With {@link #TO} what {@link Traces#search} finds. */
    public static final String FROM = "from";

    /** Fact {@code to}: one forward-path. */
    public static final String TO = "to";

    @Override
    public SequencedMap<String, String> facts() {
        return new LinkedHashMap<>(facts);
    }

    /** A fact; empty when it is not there. */
    public String fact(String name) {
        return facts.getOrDefault(name, "");
    }
}
