package org.mailbay.mailauth.dkim;

import java.util.List;
import java.util.Optional;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/** Gets keys from DNS (RFC 6376 §3.6.2). */
public final class KeySource {
    private final Resolver dns;

    public KeySource(Resolver dns) {
        this.dns = dns;
    }

    /**
     * A key, or why there is none.
     *
     * @param verdict {@link DkimVerdict#PASS} when there is one
     */
    public record Found(DkimVerdict verdict, String reason, Optional<DkimKey> key) {
        static Found none(DkimVerdict verdict, String reason) {
            return new Found(verdict, reason, Optional.empty());
        }
    }

    /** The key of a selector, fit for signatures with this type of key. */
    public Found get(String domain, String selector, String type) {
        Answer answer = dns.ask(selector + "._domainkey." + domain, RecordType.TXT);
        switch (answer.status()) {
            case FAILED, BOGUS -> {
                return Found.none(DkimVerdict.TEMPERROR, "no answer from DNS about the key");
            }
            case NO_DATA, NO_NAME, MALFORMED -> {
                return Found.none(DkimVerdict.PERMERROR, "there is no key");
            }
            case FOUND -> {}
        }
        List<DkimKey> keys = answer.records(DnsRecord.Text.class).stream()
                .limit(10)
                .flatMap(record -> DkimKey.parse(record.text()).stream())
                .toList();
        if (keys.isEmpty()) {
            return Found.none(DkimVerdict.PERMERROR, "the key cannot be read");
        }
        // RFC 6376 §3.6.2.2: what several records mean is not defined; the first of the right type is taken
        Optional<DkimKey> key =
                keys.stream().filter(found -> found.type().equals(type)).findFirst();
        if (key.isEmpty()) {
            return Found.none(DkimVerdict.PERMERROR, "the key is of another type");
        }
        DkimKey found = key.get();
        if (!found.objection().isEmpty()) {
            return Found.none(found.key() == null ? DkimVerdict.PERMERROR : DkimVerdict.POLICY, found.objection());
        }
        if (!found.hashes().isEmpty() && !found.hashes().contains("sha256")) {
            return Found.none(DkimVerdict.PERMERROR, "the key is not for this hash");
        }
        return new Found(DkimVerdict.PASS, "", key);
    }
}
