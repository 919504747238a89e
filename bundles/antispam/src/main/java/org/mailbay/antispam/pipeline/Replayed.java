package org.mailbay.antispam.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Verdict;
import org.mailbay.antispam.Verdict.Said;
import org.mailbay.antispam.record.Recorded;

/**
 * A recorded candidate judged again.
 *
 * @param now what is decided today
 * @param asked questions to the domain name system that nobody asked then: their answers are of today
 */
record Replayed(Recorded recorded, Verdict now, List<String> asked) {
    /** Whether the same is done with it. */
    boolean isSame() {
        return recorded.verdict().action() == now.action();
    }

    /** As the admin API shows it: the verdicts, then each stage with both of its opinions. */
    Map<String, Object> show() {
        Verdict then = recorded.verdict();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("phase", recorded.phase().name());
        shown.put("received", recorded.candidate().received().toString());
        shown.put("client", recorded.candidate().client().address().getHostAddress());
        shown.put("sender", recorded.candidate().sender());
        shown.put("recipients", recorded.candidate().recipients());
        shown.put("whole", recorded.isWhole());
        shown.put("then", verdict(then));
        shown.put("now", verdict(now));
        shown.put("same", isSame());
        shown.put("askedAnew", asked);
        SequencedSet<String> names = new LinkedHashSet<>();
        then.opinions().forEach(said -> names.add(said.stage()));
        now.opinions().forEach(said -> names.add(said.stage()));
        List<Map<String, Object>> stages = new ArrayList<>();
        for (String name : names) {
            stages.add(stage(name, find(then, name), find(now, name)));
        }
        shown.put("stages", stages);
        return shown;
    }

    private static @Nullable Said find(Verdict verdict, String stage) {
        return verdict.opinions().stream()
                .filter(said -> said.stage().equals(stage))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("action", word(verdict.action()));
        shown.put("points", verdict.points());
        shown.put("status", verdict.status());
        shown.put("reply", verdict.reply());
        return shown;
    }

    private static Map<String, Object> stage(String name, @Nullable Said then, @Nullable Said now) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("stage", name);
        shown.put(
                "same",
                then != null
                        && now != null
                        && then.opinion().equals(now.opinion())
                        && then.failure().equals(now.failure()));
        shown.put("then", words(then));
        shown.put("now", words(now));
        return shown;
    }

    /** An opinion in one line. */
    private static String words(@Nullable Said said) {
        if (said == null) {
            return "not asked";
        }
        if (!said.failure().isEmpty()) {
            return "failed: " + said.failure();
        }
        Opinion opinion = said.opinion();
        StringBuilder words = new StringBuilder(word(opinion.advice()));
        if (opinion.advice() == Opinion.Advice.POINTS) {
            words.append(' ').append(Fields.number(opinion.points()));
        }
        if (!opinion.reason().isEmpty()) {
            words.append(": ").append(opinion.reason());
        }
        opinion.results()
                .forEach(result -> words.append(" [")
                        .append(result.method())
                        .append('=')
                        .append(result.result())
                        .append(']'));
        return words.toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
