package org.mailbay.dns.resolver;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Answer.Status;
import org.mailbay.dns.DnsRecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Answers one question: follows aliases (RFC 1034 §3.6.2) through fixed answers and those of servers, within bounds. */
final class Resolution {
    private final Fixed fixed;
    private final SpecialUse special;
    private final Asking asking;
    private final Settings settings;
    private final Lifetimes lifetimes;
    private final Clock clock;
    private final Executor threads;

    Resolution(
            Fixed fixed,
            SpecialUse special,
            Asking asking,
            Settings settings,
            Lifetimes lifetimes,
            Clock clock,
            Executor threads) {
        this.fixed = fixed;
        this.special = special;
        this.asking = asking;
        this.settings = settings;
        this.lifetimes = lifetimes;
        this.clock = clock;
        this.threads = threads;
    }

    /** Where a question has come to. */
    private static final class Way {
        private Name at;
        private boolean proved = true;
        private long ttl = Long.MAX_VALUE;
        private int aliases;
        private String from = "";

        private Way(Name at) {
            this.at = at;
        }

        private void learn(Reply reply, List<Record> records, int type, long now) {
            for (Record record : records) {
                ttl = Math.min(ttl, record.getTTL() > Integer.MAX_VALUE ? 0 : record.getTTL()); // RFC 2181 §8
            }
            if (reply.proved()) {
                ttl = Math.min(ttl, reply.signedTtl(at, type, now));
            }
        }
    }

    /** Asks and waits. */
    Found find(Question question) throws InterruptedException {
        Budget budget = new Budget(threads, settings.deadline(), settings.exchanges());
        Way way = new Way(question.name());
        try {
            return follow(question, way, budget);
        } catch (BogusException e) {
            String reason = "DNSSEC: " + e.getMessage();
            return new Found(
                    answer(question, Status.BOGUS, false, List.of(), lifetimes.failed(), reason),
                    budget.from(),
                    lifetimes.failed());
        } catch (IOException e) {
            return Found.failed(question, budget.from(), String.valueOf(e.getMessage()), lifetimes.failed());
        }
    }

    private Found follow(Question question, Way way, Budget budget)
            throws IOException, BogusException, InterruptedException {
        int type = Records.number(question.type());
        long now = clock.instant().getEpochSecond();
        while (true) {
            Reply reply = fixed.reply(way.at);
            if (reply == null) {
                reply = special.reply(way.at);
            }
            if (reply == null) {
                reply = asking.ask(way.at, type, budget);
            }
            way.from = reply.from();
            way.proved &= reply.proved();
            boolean moved = false;
            while (!moved || fixed.reply(way.at) == null) {
                List<Record> found = reply.at(way.at, type);
                if (!found.isEmpty()) {
                    way.learn(reply, found, type, now);
                    return found(question, way, found);
                }
                List<Record> alias = reply.at(way.at, Type.CNAME);
                if (alias.isEmpty() || !(alias.getFirst() instanceof CNAMERecord next)) {
                    break;
                }
                if (++way.aliases > settings.aliases()) {
                    throw new IOException("more than " + settings.aliases() + " aliases one after another");
                }
                way.learn(reply, alias, Type.CNAME, now);
                way.at = next.getTarget();
                moved = true;
            }
            // An alias that leads out of the answer, which says nothing about where it leads, is asked for itself.
            boolean elsewhere =
                    moved && (fixed.reply(way.at) != null || reply.from().equals("fixed"));
            if (!elsewhere && (!moved || reply.noName() || reply.nothingTtl() >= 0)) {
                return nothing(question, way, reply);
            }
        }
    }

    private Found found(Question question, Way way, List<Record> found) {
        List<DnsRecord> records = found.stream().map(Records::of).toList();
        Duration keep = lifetimes.found(way.ttl);
        return new Found(answer(question, Status.FOUND, way.proved, records, keep, ""), way.from, keep);
    }

    private Found nothing(Question question, Way way, Reply reply) {
        Status status = reply.noName() ? Status.NO_NAME : Status.NO_DATA;
        Duration keep = lifetimes.nothing(Math.min(way.ttl, reply.nothingTtl()));
        String reason = (reply.noName() ? "no such name" : "no such record") + " says " + reply.from();
        return new Found(answer(question, status, way.proved, List.of(), keep, reason), way.from, keep);
    }

    private static Answer answer(
            Question question, Status status, boolean authentic, List<DnsRecord> records, Duration ttl, String reason) {
        return new Answer(question.text(), question.type(), status, authentic, records, ttl, reason);
    }
}
