package org.mailbay.mailauth.dmarc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/** Finds records and organizations (RFC 9989 §4.10); asks for each name once. One thread. */
final class TreeWalk {
    private static final int MOST_LABELS = 7;

    private final Resolver dns;
    private final Map<String, Optional<DmarcRecord>> known = new HashMap<>();

    TreeWalk(Resolver dns) {
        this.dns = dns;
    }

    /** DNS does not answer. */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswer() {
            super("no answer from DNS about the policy", null, false, false);
        }
    }

    /** A record and where it is. */
    record Found(String domain, DmarcRecord record) {}

    /** The record of exactly this domain. */
    Optional<DmarcRecord> record(String domain) throws NoAnswer {
        Optional<DmarcRecord> before = known.get(domain);
        if (before != null) {
            return before;
        }
        Answer answer = dns.ask("_dmarc." + domain, RecordType.TXT);
        if (answer.status() == Answer.Status.FAILED || answer.status() == Answer.Status.BOGUS) {
            throw new NoAnswer();
        }
        List<DmarcRecord> records = answer.records(DnsRecord.Text.class).stream()
                .flatMap(text -> DmarcRecord.parse(text.text()).stream())
                .toList();
        // RFC 9989 §4.10: several are none
        Optional<DmarcRecord> record = records.size() == 1 ? Optional.of(records.getFirst()) : Optional.empty();
        known.put(domain, record);
        return record;
    }

    /** All records from the domain upwards, as far as the walk goes: eight questions at most. */
    List<Found> walk(String domain) throws NoAnswer {
        List<Found> found = new ArrayList<>();
        String at = domain;
        while (!at.isEmpty()) {
            Optional<DmarcRecord> record = record(at);
            if (record.isPresent()) {
                found.add(new Found(at, record.get()));
                if (record.get().suffix() != 'u') {
                    break;
                }
            }
            at = next(at);
        }
        return found;
    }

    private static String next(String domain) {
        String rest = parent(domain);
        while (labels(rest) > MOST_LABELS) {
            rest = parent(rest);
        }
        return rest;
    }

    private static String parent(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 ? "" : domain.substring(dot + 1);
    }

    private static long labels(String domain) {
        return domain.isEmpty() ? 0 : domain.chars().filter(c -> c == '.').count() + 1;
    }

    /** The organization's domain (RFC 9989 §4.10.2). */
    String organization(String domain) throws NoAnswer {
        return organization(domain, walk(domain));
    }

    static String organization(String domain, List<Found> found) {
        for (Found one : found) {
            if (one.record().suffix() == 'n') {
                return one.domain();
            }
            if (one.record().suffix() == 'y' && !one.domain().equals(domain)) {
                return below(one.domain(), domain);
            }
        }
        return found.isEmpty() ? domain : found.getLast().domain();
    }

    /** The name one label below {@code upper} on the way to {@code lower}. */
    private static String below(String upper, String lower) {
        String rest = lower.substring(0, lower.length() - upper.length() - 1);
        return rest.substring(rest.lastIndexOf('.') + 1) + "." + upper;
    }
}
