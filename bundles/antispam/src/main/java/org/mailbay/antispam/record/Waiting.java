package org.mailbay.antispam.record;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.dns.Answer;

/**
 * A candidate that waits to be written.
 *
 * @param candidate without content
 * @param message its first bytes; null when there is none in this phase
 * @param size of the whole message
 */
record Waiting(
        Phase phase,
        Candidate candidate,
        @Nullable Bytes message,
        long size,
        Map<Question, Answer> answers,
        Verdict verdict) {
    /** About what it takes in memory. */
    long weight() {
        return 2_000 + 200L * (answers.size() + candidate.recipients().size()) + (message == null ? 0 : message.size());
    }

    byte[] form() throws IOException {
        return RecordedForm.write(phase, candidate, message, size, answers, verdict);
    }
}
