package org.mailbay.dkim;

import java.util.List;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.TagList;

/** Whether DNS has the record of a key. */
enum Published {
    YES,
    NO,
    /** There is another record: mail that is signed fails. */
    OTHER,
    /** DNS does not answer, or nobody asks it. */
    UNKNOWN;

    /** Asks. */
    static Published of(Resolver dns, String name, String record) {
        Answer answer = dns.ask(name, RecordType.TXT);
        if (answer.status() == Answer.Status.FAILED || answer.status() == Answer.Status.BOGUS) {
            return UNKNOWN;
        }
        List<String> found = answer.records(DnsRecord.Text.class).stream()
                .map(DnsRecord.Text::text)
                .toList();
        if (found.isEmpty()) {
            return NO;
        }
        String wanted = key(record);
        return found.size() == 1 && key(found.getFirst()).equals(wanted) ? YES : OTHER;
    }

    /** What matters of a record: people write the rest in many ways. */
    private static String key(String record) {
        return TagList.parse(record)
                .map(tags ->
                        tags.get("k").orElse("rsa") + " " + tags.compact("p").orElse(""))
                .orElse("");
    }

    String word() {
        return switch (this) {
            case YES -> "yes";
            case NO -> "no";
            case OTHER -> "another";
            case UNKNOWN -> "unknown";
        };
    }
}
