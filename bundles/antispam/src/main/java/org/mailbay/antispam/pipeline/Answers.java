package org.mailbay.antispam.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.mailbay.antispam.record.Question;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/**
 * The domain name system as one candidate sees it: each question has one answer, which is recorded; when a record is replayed, that one.
 *
 * <p>Safe for use by many threads: a stage may ask several questions at once.
 */
final class Answers {
    private static final int MAX_QUESTIONS = 500;
    private static final int MAX_SHOWN = 40;

    private final Resolver live;
    private final Map<Question, Answer> recorded;
    private final SequencedMap<Question, Answer> asked = new LinkedHashMap<>();
    private final TreeSet<String> fresh = new TreeSet<>();

    /**
     * What is known at first.
     *
     * @param recorded of a replay; otherwise empty
     */
    Answers(Resolver live, Map<Question, Answer> recorded) {
        this.live = live;
        this.recorded = recorded;
    }

    private Answer ask(Question question) {
        synchronized (this) {
            Answer known = asked.get(question);
            if (known != null) {
                return known;
            }
            if (asked.size() >= MAX_QUESTIONS) {
                return failed(question, "more than " + MAX_QUESTIONS + " questions for one message");
            }
        }
        Answer old = recorded.get(question);
        Answer found = old == null ? live.ask(question.name(), question.type()) : old;
        synchronized (this) {
            Answer first = asked.putIfAbsent(question, found);
            if (old == null && first == null) {
                fresh.add(question.type() + " " + question.name());
            }
            return first == null ? found : first;
        }
    }

    static Answer failed(Question question, String why) {
        return new Answer(question.name(), question.type(), Answer.Status.FAILED, false, List.of(), Duration.ZERO, why);
    }

    /** Everything that was asked so far, with its answers. */
    synchronized SequencedMap<Question, Answer> asked() {
        return new LinkedHashMap<>(asked);
    }

    /** Questions that had no recorded answer and were asked anew. */
    synchronized List<String> fresh() {
        return List.copyOf(fresh);
    }

    /** What one stage asks with. */
    View view() {
        return new View();
    }

    /** The system as one stage sees it; closed when the stage has spoken or is broken off. */
    final class View implements Resolver {
        private final List<String> shown = new ArrayList<>();
        private boolean isOver;

        @Override
        public Answer ask(String name, RecordType type) {
            Question question = new Question(name, type);
            synchronized (this) {
                if (isOver) {
                    return failed(question, "too late: the stage was broken off");
                }
            }
            Answer answer = Answers.this.ask(question);
            synchronized (this) {
                if (shown.size() < MAX_SHOWN) {
                    shown.add(type + " " + Bounds.cut(question.name(), 255) + ' ' + show(answer));
                }
            }
            return answer;
        }

        private static String show(Answer answer) {
            if (answer.status() != Answer.Status.FOUND) {
                return answer.status().toString();
            }
            return switch (answer.records().getFirst()) {
                case DnsRecord.Address address -> address.address().getHostAddress();
                case DnsRecord.Mx mx -> mx.exchange();
                case DnsRecord.Name name -> name.target();
                case DnsRecord.Text text -> text.text().length() + " octets";
                case DnsRecord.Tlsa tlsa -> tlsa.usage() + " " + tlsa.selector() + " " + tlsa.matching();
                case DnsRecord.Caa caa -> caa.tag();
            };
        }

        /** No more questions; what was asked. */
        synchronized List<String> close() {
            isOver = true;
            return List.copyOf(shown);
        }
    }
}
