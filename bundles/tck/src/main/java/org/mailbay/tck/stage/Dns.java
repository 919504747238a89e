package org.mailbay.tck.stage;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/** Domain name systems as they should not be. */
enum Dns implements Resolver {
    /** Knows nothing. */
    EMPTY {
        @Override
        public Answer ask(String name, RecordType type) {
            return none(name, type, Answer.Status.NO_NAME);
        }
    },
    FAILS {
        @Override
        public Answer ask(String name, RecordType type) {
            return none(name, type, Answer.Status.FAILED);
        }
    },
    BOGUS {
        @Override
        public Answer ask(String name, RecordType type) {
            return none(name, type, Answer.Status.BOGUS);
        }
    },
    MALFORMED {
        @Override
        public Answer ask(String name, RecordType type) {
            return none(name, type, Answer.Status.MALFORMED);
        }
    },
    /** Has everything, and all of it leads back to itself. */
    CIRCLES {
        @Override
        public Answer ask(String name, RecordType type) {
            return found(
                    name,
                    type,
                    List.of(
                            switch (type) {
                                case A -> new DnsRecord.Address(InetAddress.ofLiteral("127.0.0.2"));
                                case AAAA -> new DnsRecord.Address(InetAddress.ofLiteral("2001:db8::2"));
                                case MX -> new DnsRecord.Mx(0, name);
                                case NS, PTR, CNAME -> new DnsRecord.Name(name);
                                case TXT -> new DnsRecord.Text("v=spf1 include:" + name + " redirect=" + name);
                                case TLSA -> new DnsRecord.Tlsa(3, 1, 1, new byte[32]);
                                case CAA -> new DnsRecord.Caa(0, "issue", name);
                            }));
        }
    },
    /** Answers with as much as fits. */
    HUGE {
        @Override
        public Answer ask(String name, RecordType type) {
            DnsRecord one = switch (type) {
                case A -> new DnsRecord.Address(InetAddress.ofLiteral("10.0.0.1"));
                case AAAA -> new DnsRecord.Address(InetAddress.ofLiteral("::1"));
                case MX -> new DnsRecord.Mx(65_535, "x.".repeat(120) + "example");
                case NS, PTR, CNAME -> new DnsRecord.Name("y.".repeat(120) + "example");
                case TXT ->
                    new DnsRecord.Text(
                            "v=spf1 " + "a:%{i}%{s}%{l}.example ".repeat(2_000) + "\u0000\u00ff;p=;v=DKIM1;v=DMARC1");
                case TLSA -> new DnsRecord.Tlsa(255, 255, 255, new byte[60_000]);
                case CAA -> new DnsRecord.Caa(255, "z".repeat(255), "z".repeat(60_000));
            };
            return found(name, type, Collections.nCopies(type == RecordType.TXT ? 3 : 1_000, one));
        }
    };

    private static Answer none(String name, RecordType type, Answer.Status status) {
        return new Answer(name, type, status, false, List.of(), Duration.ZERO, "because\u0007 it is so");
    }

    private static Answer found(String name, RecordType type, List<DnsRecord> records) {
        return new Answer(name, type, Answer.Status.FOUND, false, records, Duration.ZERO, "");
    }
}
