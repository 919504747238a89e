package org.mailbay.antispam.pipeline;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.antispam.Opinion.Advice;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts opinions, failures and verdicts. */
final class Tally {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_SERIES = 1_000;
    private static final String SHADOW = "shadow";

    private record Series(String name, String one, String other) {}

    private final Map<Series, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, Long> logged = new ConcurrentHashMap<>();

    private void add(String name, String one, String other, long value) {
        Series series = new Series(name, one, other);
        LongAdder count = counts.get(series);
        if (count == null && counts.size() < MAX_SERIES) {
            count = counts.computeIfAbsent(series, ignored -> new LongAdder());
        }
        if (count != null) {
            count.add(value);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void heard(Heard heard) {
        Advice advice = heard.opinion().advice();
        if (heard.failure().isEmpty()) {
            add("opinions", heard.stage(), heard.rule().isShadow() ? SHADOW : word(advice), 1);
        } else {
            add("failures", heard.stage(), "", 1);
            say(heard.stage(), heard.failure());
        }
        add("micros", heard.stage(), "", heard.micros());
    }

    /** One line a minute and stage: who fails for every message must not fill the disk. */
    private void say(String stage, String failure) {
        if (isDue(stage)) {
            LOG.warn("event=antispam-stage outcome=failed stage={} reason=\"{}\"", stage, failure);
        }
    }

    private boolean isDue(String key) {
        long now = System.nanoTime();
        Long last = logged.get(key);
        if (last != null && now - last < LOG_NANOS) {
            return false;
        }
        logged.put(key, now);
        return true;
    }

    /** A stage threw: the stack trace once in a minute. */
    void threw(String stage, Throwable thrown) {
        if (isDue(stage + " threw")) {
            LOG.atWarn().setCause(thrown).log("event=antispam-stage outcome=threw stage={}", stage);
        }
    }

    void verdict(Phase phase, Verdict verdict) {
        add("verdicts", word(phase), word(verdict.action()), 1);
    }

    void measure(Metrics out) {
        counts.forEach((series, count) -> {
            switch (series.name) {
                case "opinions" ->
                    out.counter(
                            "mailbay_antispam_opinions_total",
                            "What stages said; of one in shadow only that it said something.",
                            count.sum(),
                            "stage",
                            series.one,
                            "advice",
                            series.other);
                case "failures" ->
                    out.counter(
                            "mailbay_antispam_failures_total",
                            "Messages for which a stage said nothing: it failed or was left out.",
                            count.sum(),
                            "stage",
                            series.one);
                case "micros" ->
                    out.counter(
                            "mailbay_antispam_seconds_total",
                            "Time that messages waited for a stage.",
                            count.sum() / 1e6,
                            "stage",
                            series.one);
                default ->
                    out.counter(
                            "mailbay_antispam_verdicts_total",
                            "What was decided, by phase.",
                            count.sum(),
                            "phase",
                            series.one,
                            "action",
                            series.other);
            }
        });
    }
}
