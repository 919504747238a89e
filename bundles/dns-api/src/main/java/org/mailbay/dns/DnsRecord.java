package org.mailbay.dns;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** One record of an answer. */
public sealed interface DnsRecord {
    /** A or AAAA. */
    record Address(InetAddress address) implements DnsRecord {}

    /**
     * MX.
     *
     * @param exchange lower-case A-labels without final dot; empty for a null MX (RFC 7505)
     */
    record Mx(int preference, String exchange) implements DnsRecord {}

    /**
     * NS, PTR or CNAME.
     *
     * @param target lower-case A-labels without final dot
     */
    record Name(String target) implements DnsRecord {}

    /**
     * TXT: its strings one after the other.
     *
     * @param text one char an octet (ISO 8859-1); {@link #utf8} reads it as UTF-8
     */
    record Text(String text) implements DnsRecord {
        /** As UTF-8. */
        public String utf8() {
            return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    /** TLSA (RFC 6698 §2.1); numbers as they are, known or not. */
    record Tlsa(int usage, int selector, int matching, byte[] data) implements DnsRecord {
        public Tlsa {
            data = data.clone();
        }

        @Override
        public byte[] data() {
            return data.clone();
        }
    }

    /** CAA (RFC 8659). */
    record Caa(int flags, String tag, String value) implements DnsRecord {}
}
