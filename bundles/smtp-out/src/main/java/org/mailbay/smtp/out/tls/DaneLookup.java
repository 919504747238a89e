package org.mailbay.smtp.out.tls;

import java.util.HexFormat;
import java.util.List;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord.Tlsa;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.smtp.out.tls.Rule.TlsaRecord;

/** Asks for a server's TLSA records; only to be asked where MX and addresses are proved (RFC 7672 §2.2). */
public final class DaneLookup {
    private static final int MOST_LINES = 20;

    private final Resolver dns;

    public DaneLookup(Resolver dns) {
        this.dns = dns;
    }

    /** What was found. */
    public sealed interface Found {
        /** It publishes none that count. */
        record Nothing() implements Found {}

        /**
         * There are some.
         *
         * @param rule {@link Rule.Dane}, or {@link Rule.Encrypted} when no record is of use (RFC 7672 §2.2)
         * @param lines the records, for reports
         */
        record Rules(Rule rule, List<String> lines) implements Found {}

        /** It cannot be told: the server must not be used now (RFC 7672 §2.1.2). */
        record Unknown(Fault fault, String why) implements Found {}
    }

    /**
     * Asks.
     *
     * @param host A-labels: the TLSA base domain
     * @param domain of the recipients: a certificate for it will do as well (RFC 7672 §3.2.2)
     */
    public Found find(String host, int port, String domain) {
        Answer answer = dns.ask("_" + port + "._tcp." + host, RecordType.TLSA); // RFC 7672 §2.2.3
        return switch (answer.status()) {
            case FOUND -> answer.authentic() ? rules(answer, host, domain) : new Found.Nothing();
            case NO_DATA, NO_NAME, MALFORMED -> new Found.Nothing();
            case FAILED -> new Found.Unknown(Fault.TLSA_INVALID, "TLSA of " + host + ": " + answer.reason());
            case BOGUS -> new Found.Unknown(Fault.DNSSEC_INVALID, "TLSA of " + host + ": " + answer.reason());
        };
    }

    private static Found rules(Answer answer, String host, String domain) {
        List<TlsaRecord> usable = answer.records(Tlsa.class).stream()
                .map(TlsaRecord::of)
                .filter(TlsaRecord::isUsable)
                .distinct()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
        List<String> lines = answer.records(Tlsa.class).stream()
                .map(tlsa -> tlsa.usage() + " " + tlsa.selector() + " " + tlsa.matching() + " "
                        + HexFormat.of().formatHex(tlsa.data()))
                .limit(MOST_LINES)
                .toList();
        return new Found.Rules(
                usable.isEmpty()
                        ? new Rule.Encrypted()
                        : new Rule.Dane(usable, host.equals(domain) ? List.of(host) : List.of(host, domain)),
                lines);
    }
}
