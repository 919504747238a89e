package org.mailbay.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Answer.Status;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.testkit.DnsServer;
import org.mailbay.testkit.DnsServer.Fault;

/** Servers that lie, hang, or say too much. */
class HostileAnswersTest {

    @ParameterizedTest
    @CsvSource({
        "SILENT, FAILED, no answer from",
        "SERVFAIL, FAILED, SERVFAIL from",
        "LAME, FAILED, REFUSED from",
        "TRUNCATED, FOUND, ''",
        "TRUNCATED_NO_TCP, FAILED, the connection ended before the answer from",
        "DRIP, FAILED, no answer over TCP from",
        "REFERRAL, FAILED, a referral",
        "HUGE, FAILED, an answer of",
        "WRONG_ID, FAILED, no answer but 1 wrong ones from",
        "WRONG_QUESTION, FAILED, no answer but 1 wrong ones from",
        "GARBAGE, FAILED, no answer",
        "CUT, FAILED, an answer that cannot be read from",
        "CNAME_LOOP, FAILED, more than 10 aliases",
        "CNAME_CHAIN, FAILED, more than 10 aliases",
        "CLAIMS_PROOF, FOUND, ''",
        "POISONED, FOUND, ''"
    })
    void isOneOfTheAnswersOfTheApi(Fault fault, Status status, String reason) throws Exception {
        try (DnsServer dns = DnsServer.of("one.test. A 192.0.2.1");
                House house = new House(Map.of("timeoutMillis", 300), dns)) {
            dns.fault("*", fault);
            Answer answer = house.ask("one.test", RecordType.A);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.reason()).startsWith(reason);
            assertThat(answer.authentic()).isFalse();
            if (status == Status.FOUND) {
                assertThat(answer.records()).containsExactly(new DnsRecord.Address(InetAddress.ofLiteral("192.0.2.1")));
            }
        }
    }

    @Test
    void whatNobodyAskedForIsNotRemembered() throws Exception {
        try (DnsServer dns = DnsServer.of("one.test. A 192.0.2.1", "bank.test. A 192.0.2.9");
                House house = new House(Map.of(), dns)) {
            dns.fault("one.test", Fault.POISONED);
            house.ask("one.test", RecordType.A);
            assertThat(house.ask("bank.test", RecordType.A).records())
                    .containsExactly(new DnsRecord.Address(InetAddress.ofLiteral("192.0.2.9")));
        }
    }

    /** Who has a bad zone cannot make us believe that our servers fail. */
    @Test
    void badAnswersAreNotTheServersFault() throws Exception {
        try (DnsServer dns = DnsServer.of("one.test. A 192.0.2.1");
                House house = new House(Map.of(), dns)) {
            for (Fault fault : new Fault[] {Fault.HUGE, Fault.CUT, Fault.SERVFAIL, Fault.CNAME_LOOP}) {
                dns.fault("one.test", fault);
                for (RecordType type : new RecordType[] {RecordType.A, RecordType.MX, RecordType.TXT}) {
                    house.resolver.flush();
                    assertThat(house.ask("one.test", type).status()).isNotEqualTo(Status.FOUND);
                }
                assertThat(house.resolver.states()).containsEntry(dns.address(), "");
            }
        }
    }

    @Test
    void manyRecordsAreRefused() throws Exception {
        try (DnsServer dns = DnsServer.of();
                House house = new House(Map.of("answerBytes", 65535), dns)) {
            dns.fault("*", Fault.HUGE);
            assertThat(house.ask("one.test", RecordType.A).reason())
                    .startsWith("an answer of 1")
                    .contains("records");
        }
        try (DnsServer dns = DnsServer.of();
                House house = new House(Map.of("answerBytes", 65535, "records", 5000), dns)) {
            dns.fault("*", Fault.HUGE);
            for (RecordType type : RecordType.values()) {
                assertThat(house.ask("one.test", type).records().size()).isGreaterThan(1000);
            }
        }
    }

    @Test
    void aQuestionIsNotAskedWithoutEnd() throws Exception {
        try (DnsServer dns = DnsServer.of();
                House house = new House(Map.of("aliases", 50, "exchanges", 7), dns)) {
            dns.fault("*", Fault.CNAME_CHAIN);
            assertThat(house.ask("one.test", RecordType.A).reason()).startsWith("it would take too many questions");
            assertThat(dns.questions()).isEqualTo(7);
        }
    }

    /** Names and records of any octets: whatever comes is an answer, and never an exception. */
    @Test
    void anyOctetsInRecords() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (DnsServer dns = DnsServer.of();
                House house = new House(Map.of("timeoutMillis", 100, "cacheEntries", 0), dns)) {
            int[] types = {1, 28, 15, 2, 12, 16, 52, 257, 5};
            for (int i = 0; i < 200; i++) {
                byte[] data = new byte[random.nextInt(24)];
                random.nextBytes(data);
                if (data.length > 4 && random.nextBoolean()) {
                    data[2] = (byte) random.nextInt(6);
                }
                int type = types[random.nextInt(types.length)];
                String name = "n" + i + ".test";
                dns.add(name + " TYPE" + type + " \\# " + data.length + " "
                        + java.util.HexFormat.of().formatHex(data));
                RecordType asked = RecordType.values()[random.nextInt(RecordType.values().length)];
                Answer answer = house.ask(name, type == 5 ? asked : matching(type));
                assertThat(answer.reason()).as("seed %d, record %d", seed, i).doesNotContain("internal error");
            }
        }
    }

    private static RecordType matching(int type) {
        return switch (type) {
            case 1 -> RecordType.A;
            case 28 -> RecordType.AAAA;
            case 15 -> RecordType.MX;
            case 2 -> RecordType.NS;
            case 12 -> RecordType.PTR;
            case 16 -> RecordType.TXT;
            case 52 -> RecordType.TLSA;
            default -> RecordType.CAA;
        };
    }
}
