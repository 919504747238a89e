package org.mailbay.antispam.record;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.dns.Answer;

/**
 * A candidate as it was judged.
 *
 * @param candidate as the pipeline got it: with the results that were there before any stage was asked
 * @param isWhole whether the message is there to its last byte; otherwise it ends early
 * @param answers what the domain name system said
 */
public record Recorded(
        Phase phase, Candidate candidate, boolean isWhole, SequencedMap<Question, Answer> answers, Verdict verdict) {
    public Recorded {
        answers = new LinkedHashMap<>(answers);
    }

    @Override
    public SequencedMap<Question, Answer> answers() {
        return new LinkedHashMap<>(answers);
    }
}
