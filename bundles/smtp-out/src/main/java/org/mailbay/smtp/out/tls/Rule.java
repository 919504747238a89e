package org.mailbay.smtp.out.tls;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.dns.DnsRecord.Tlsa;

/** What must be so before a server gets a message. */
public sealed interface Rule {
    /** In a word, for traces. */
    String word();

    /** Whether nothing may be sent in the clear. */
    default boolean isTlsNeeded() {
        return true;
    }

    /** Never TLS: an operator's choice for a relay host. */
    record Clear() implements Rule {
        @Override
        public String word() {
            return "clear";
        }

        @Override
        public boolean isTlsNeeded() {
            return false;
        }
    }

    /**
     * TLS when it is offered and works, whoever it is (RFC 7435).
     *
     * @param watched what would be wanted if its domain enforced it, for reports; null for nothing
     */
    record Opportunistic(@Nullable Pkix watched) implements Rule {
        public Opportunistic() {
            this(null);
        }

        @Override
        public String word() {
            return "opportunistic";
        }

        @Override
        public boolean isTlsNeeded() {
            return false;
        }
    }

    /** TLS, whoever it is: TLSA records that nobody can use (RFC 7672 §2.2), or an operator's choice. */
    record Encrypted() implements Rule {
        @Override
        public String word() {
            return "encrypted";
        }
    }

    /**
     * A certificate that TLSA records name (RFC 7672 §3).
     *
     * @param records usable ones, at least one
     * @param names that the certificate must have one of, for usage 2; first the one that the records stand at
     */
    record Dane(List<TlsaRecord> records, List<String> names) implements Rule {
        public Dane {
            records = List.copyOf(records);
            names = List.copyOf(names);
        }

        @Override
        public String word() {
            return "dane";
        }
    }

    /**
     * A certificate that trusted authorities issued for the server's name.
     *
     * @param name A-labels
     * @param word why: mta-sts, requiretls, relay
     */
    record Pkix(String name, String word) implements Rule {}

    /** A TLSA record, to be compared. */
    record TlsaRecord(int usage, int selector, int matching, String hex) {
        static TlsaRecord of(Tlsa tlsa) {
            return new TlsaRecord(
                    tlsa.usage(),
                    tlsa.selector(),
                    tlsa.matching(),
                    HexFormat.of().formatHex(tlsa.data()));
        }

        /** RFC 7672 §3.1: only these usages mean something to SMTP. */
        boolean isUsable() {
            return (usage == 2 || usage == 3)
                    && (selector == 0 || selector == 1)
                    && matching >= 0
                    && matching <= 2
                    && (matching == 0 ? !hex.isEmpty() : hex.length() == (matching == 1 ? 64 : 128));
        }
    }
}
