package org.mailbay.antispam.pipeline;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.trace.TraceEvent;
import org.mailbay.trace.Traces;

/** Writes what was said and decided into a message's trace: one event a stage, one for the verdict. */
record Report(Traces traces, Instant time, Phase phase, String traceId) {
    void write(List<Heard> heard, Verdict verdict) {
        heard.forEach(one -> event("antispam." + one.stage(), "opinion", facts(one)));
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        facts.put("action", word(verdict.action()));
        facts.put("points", Fields.number(verdict.points()));
        put(facts, "status", verdict.status());
        put(facts, "reply", verdict.reply());
        event("antispam", "verdict", facts);
    }

    private void event(String part, String what, SequencedMap<String, String> facts) {
        facts.putFirst("phase", word(phase));
        traces.add(traceId, new TraceEvent(time, part, what, facts));
    }

    private static SequencedMap<String, String> facts(Heard heard) {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        Opinion opinion = heard.opinion();
        if (heard.failure().isEmpty()) {
            facts.put("advice", word(opinion.advice()));
            if (opinion.advice() == Opinion.Advice.POINTS) {
                facts.put("points", Fields.number(heard.points()));
            }
            put(facts, "status", opinion.status());
            put(facts, "reason", opinion.reason());
            put(facts, "results", results(opinion));
        } else {
            facts.put("failure", heard.failure());
        }
        if (heard.rule().isShadow()) {
            facts.put("shadow", "true");
        }
        facts.put("micros", Long.toString(heard.micros()));
        put(facts, "dns", String.join("; ", heard.asked()));
        return facts;
    }

    private static String results(Opinion opinion) {
        return opinion.results().stream()
                .map(result -> result.method() + "=" + result.result())
                .collect(Collectors.joining(" "));
    }

    private static void put(SequencedMap<String, String> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.put(name, value);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
