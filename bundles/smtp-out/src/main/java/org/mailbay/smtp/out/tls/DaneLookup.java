package org.mailbay.smtp.out.tls;

import java.util.HexFormat;
import java.util.List;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.DnsRecord.Tlsa;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.smtp.out.tls.Rule.TlsaRecord;

/** Asks for a server's TLSA records; only to be asked where the MX is proved (RFC 7672 §2.2.1). */
public final class DaneLookup {
    private static final int MOST_LINES = 20;
    private static final int MOST_ALIASES = 10;

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

    /** Where the name of a server leads, by CNAME. */
    private sealed interface End {
        /**
         * There.
         *
         * @param aliases how many led there; all of them are proved
         */
        record At(String name, int aliases) implements End {}

        /** It cannot be told. */
        record Unknown(Fault fault, String why) implements End {}
    }

    /**
     * Asks.
     *
     * @param host A-labels, as the MX record has it
     * @param isProved whether its addresses are proved, and with them each alias that leads to them
     * @param domain of the recipients: a certificate for it will do as well (RFC 7672 §3.2.2)
     */
    public Found find(String host, boolean isProved, int port, String domain) {
        return switch (end(host, isProved)) {
            case End.Unknown(Fault fault, String why) -> new Found.Unknown(fault, why);
            // RFC 7672 §2.2.2: what is not proved may yet be a proved alias, and the records then stand at the alias
            case End.At(String name, int aliases)
            when !isProved -> aliases == 0 ? new Found.Nothing() : at(host, port, domain);
            case End.At(String name, int aliases) -> {
                // RFC 7672 §2.2.3: at the name in the end, and when there is nothing at the name in the beginning
                Found last = at(name, port, domain);
                yield last instanceof Found.Nothing && aliases > 0 ? at(host, port, domain) : last;
            }
        };
    }

    private End end(String host, boolean isProved) {
        String name = host;
        int aliases = 0;
        while (aliases < MOST_ALIASES) {
            Answer answer = dns.ask(name, RecordType.CNAME);
            switch (answer.status()) {
                case FAILED, BOGUS -> {
                    Fault fault = answer.status() == Answer.Status.BOGUS ? Fault.DNSSEC_INVALID : Fault.TLSA_INVALID;
                    return new End.Unknown(fault, "CNAME of " + name + ": " + answer.reason());
                }
                case NO_DATA, NO_NAME, MALFORMED -> {
                    return new End.At(name, aliases);
                }
                case FOUND -> {
                    if (!answer.authentic()) {
                        return new End.At(name, aliases);
                    }
                    name = answer.records(DnsRecord.Name.class).getFirst().target();
                    aliases++;
                    if (!isProved) {
                        return new End.At(name, aliases);
                    }
                }
            }
        }
        return new End.Unknown(Fault.TLSA_INVALID, "CNAME of " + host + ": too many one after another");
    }

    private Found at(String host, int port, String domain) {
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
