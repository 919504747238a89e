package org.mailbay.dns.resolver;

import java.time.Duration;
import java.util.List;
import org.mailbay.dns.Answer;

/**
 * An answer, with how it was come by.
 *
 * @param answer its TTL as it was when found
 * @param from {@code fixed}, a server, or empty when nobody answered
 * @param keep how long the cache may have it; nothing for not at all
 */
record Found(Answer answer, String from, Duration keep) {

    static Found failed(Question question, String from, String reason, Duration keep) {
        return new Found(
                new Answer(question.text(), question.type(), Answer.Status.FAILED, false, List.of(), keep, reason),
                from,
                keep);
    }

    /** As it is after a time in the cache. */
    Answer answer(Duration left) {
        return new Answer(
                answer.name(),
                answer.type(),
                answer.status(),
                answer.authentic(),
                answer.records(),
                left,
                answer.reason());
    }
}
