package org.mailbay.antispam.pipeline;

import java.util.List;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Verdict;

/**
 * What a stage said, or why it did not.
 *
 * @param failure empty when it said something
 * @param asked what it asked the domain name system, and what it was told, for people
 */
record Heard(String stage, Rule rule, Opinion opinion, long micros, String failure, List<String> asked) {
    /** What a shadow's reasons begin with: in the trace and in the record nobody takes them for what was decided by. */
    private static final String SHADOW = "(shadow) ";

    static Heard failed(String stage, Rule rule, long micros, String failure, List<String> asked) {
        return new Heard(stage, rule, Opinion.NONE, micros, failure, asked);
    }

    /** Whether the decision is made by it. */
    boolean isCounted() {
        return failure.isEmpty() && !rule.isShadow();
    }

    double points() {
        return opinion.advice() == Opinion.Advice.POINTS ? opinion.points() * rule.weight() : 0;
    }

    Verdict.Said said() {
        if (!rule.isShadow()) {
            return new Verdict.Said(stage, opinion, micros, failure);
        }
        Opinion shown = new Opinion(
                opinion.advice(), opinion.points(), opinion.status(), SHADOW + opinion.reason(), opinion.results());
        return new Verdict.Said(stage, shown, micros, failure);
    }
}
