package org.mailbay.antispam.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.mime.Content;
import org.mailbay.mime.Message;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

public class RecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
    private static final Verdict VERDICT = new Verdict(
            Verdict.Action.JUNK,
            7.5,
            "",
            "",
            List.of(
                    new Verdict.Said("a", Opinion.points(7.5, "because"), 12, ""),
                    new Verdict.Said("b", Opinion.NONE, 5, "it threw x")),
            List.of());

    /** For tests of others. */
    public static Records records(MemoryStore store, InstantSource clock, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("perSecond", 10_000));
        all.putAll(settings);
        Records records = new Records(Configurations.of(Records.Config.class, all), clock);
        records.bindAnnex(store.annex());
        return records;
    }

    /** Ends its thread. */
    public static void stop(Records records) {
        records.stop();
    }

    private static Candidate candidate(String traceId, byte[] message) {
        Content content = new Content() {
            @Override
            public long size() {
                return message.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(message);
            }
        };
        SequencedMap<String, String> properties = new LinkedHashMap<>(Map.of("smtp.mailfrom", "ä@example.test"));
        return new Candidate(
                traceId,
                NOW,
                new Candidate.Client(InetAddress.ofLiteral("2001:db8::9"), "helo.example", "", "mx.example"),
                "",
                List.of("a@b.test", "c@d.test"),
                new Candidate.Body(content, Message.parse(message)),
                List.of(new AuthResult("spf", "pass", "r", properties)));
    }

    private static Map<Question, Answer> answers() {
        Map<Question, Answer> answers = new LinkedHashMap<>();
        List<DnsRecord> all = List.of(
                new DnsRecord.Address(InetAddress.ofLiteral("192.0.2.1")),
                new DnsRecord.Mx(10, "mx.example"),
                new DnsRecord.Name("ptr.example"),
                new DnsRecord.Text("v=spf1 \u00e9"),
                new DnsRecord.Tlsa(3, 1, 1, new byte[] {1, 2}),
                new DnsRecord.Caa(0, "issue", "ca.example"));
        for (RecordType type : RecordType.values()) {
            answers.put(
                    new Question(type + ".Example.", type),
                    new Answer(type + ".example", type, Answer.Status.FOUND, true, all, Duration.ofSeconds(9), ""));
        }
        answers.put(
                new Question("x", RecordType.A),
                new Answer("x", RecordType.A, Answer.Status.BOGUS, false, List.of(), Duration.ZERO, "lies"));
        return answers;
    }

    /** A TLSA record's data is an array, which no two are equal. */
    private static String shown(Map<Question, Answer> answers) {
        return answers.toString().replaceAll("@[0-9a-f]+", "@");
    }

    private static <T> T await(Callable<T> what, java.util.function.Predicate<T> isIt) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            T value = what.call();
            if (isIt.test(value)) {
                return value;
            }
            assertThat(System.nanoTime()).as(String.valueOf(value)).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private static List<Recorded> await(Records records, String traceId, int count) throws Exception {
        return await(() -> records.find(traceId), found -> found.size() == count);
    }

    @Test
    void whatWasJudgedIsFoundAsItWas() throws Exception {
        byte[] message = new byte[200_000];
        new Random(7).nextBytes(message);
        try (MemoryStore store = new MemoryStore()) {
            Records records = records(store, InstantSource.fixed(NOW), Map.of());
            Candidate candidate = candidate("trace1", message);
            records.add(Phase.MESSAGE, candidate, answers(), VERDICT);
            records.add(Phase.CONNECTION, candidate("trace10", new byte[0]), Map.of(), VERDICT);
            stop(records);

            Records later = records(store, InstantSource.fixed(NOW), Map.of());
            Recorded found = await(later, "trace1", 1).getFirst();
            assertThat(found.phase()).isEqualTo(Phase.MESSAGE);
            assertThat(found.isWhole()).isTrue();
            assertThat(shown(found.answers())).isEqualTo(shown(answers()));
            assertThat(found.verdict()).isEqualTo(VERDICT);
            assertThat(found.candidate().results()).isEqualTo(candidate.results());
            assertThat(found.candidate().client()).isEqualTo(candidate.client());
            assertThat(found.candidate().recipients()).isEqualTo(candidate.recipients());
            Candidate.Body body = found.candidate().content();
            assertThat(body).isNotNull();
            try (InputStream in = body.bytes().open()) {
                assertThat(in.readAllBytes()).isEqualTo(message);
            }
            assertThat(later.find("trace")).isEmpty();
            assertThat(later.find("")).isEmpty();
            stop(later);
        }
    }

    @Test
    void aLongMessageIsCutAndSaysSo() throws Exception {
        try (MemoryStore store = new MemoryStore()) {
            Records records = records(store, InstantSource.fixed(NOW), Map.of("messageKilobytes", 1));
            records.add(Phase.MESSAGE, candidate("t", new byte[5_000]), Map.of(), VERDICT);
            Recorded found = await(records, "t", 1).getFirst();
            assertThat(found.isWhole()).isFalse();
            Candidate.Body body = found.candidate().content();
            assertThat(body).isNotNull();
            assertThat(body.bytes().size()).isEqualTo(1024);
            stop(records);
        }
    }

    @Test
    void theOldGoByTimeAndTheOldestBySize() throws Exception {
        byte[] message = new byte[200_000];
        try (MemoryStore store = new MemoryStore()) {
            Instant[] now = {NOW};
            Records records = records(store, () -> now[0], Map.of("keepDays", 2, "megabytes", 1));
            new Random(3).nextBytes(message);
            records.add(Phase.MESSAGE, candidate("old", message), Map.of(), VERDICT);
            await(records, "old", 1);
            now[0] = NOW.plus(Duration.ofDays(3));
            for (int i = 0; i < 9; i++) {
                records.add(Phase.MESSAGE, candidate("new" + i, message), Map.of(), VERDICT);
                await(records, "new" + i, 1);
            }
            await(records, "old", 0);
            await(records, "new3", 0);
            assertThat(records.find("new8")).hasSize(1);
            assertThat(records.find("new5")).hasSize(1);
            assertThat(records.newest(Duration.ofDays(1), 3)).containsExactly("new8", "new7", "new6");
            stop(records);
        }
    }

    @Test
    void aFloodIsLeftOut() throws Exception {
        try (MemoryStore store = new MemoryStore()) {
            Records records = records(store, InstantSource.fixed(NOW), Map.of("perSecond", 2));
            for (int i = 0; i < 200; i++) {
                records.add(Phase.RECIPIENT, candidate("f" + i, new byte[0]), Map.of(), VERDICT);
            }
            records.add(Phase.RECIPIENT, candidate("x".repeat(101), new byte[0]), Map.of(), VERDICT);
            await(records, "f0", 1);
            assertThat(records.newest(Duration.ofDays(1), 1_000)).hasSizeLessThan(50);
            stop(records);
        }
    }

    @Test
    void whoRecordsNothingKeepsNothing() throws Exception {
        try (MemoryStore store = new MemoryStore()) {
            Records records = records(store, InstantSource.fixed(NOW), Map.of("keepDays", 0));
            records.add(Phase.MESSAGE, candidate("t", new byte[10]), Map.of(), VERDICT);
            stop(records);
            assertThat(records.newest(Duration.ofDays(1), 10)).isEmpty();
        }
    }

    @Test
    void damageIsAnErrorAndNothingElse() throws Exception {
        byte[] form = RecordedForm.write(
                Phase.MESSAGE,
                candidate("t", new byte[0]),
                new Bytes("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                14,
                answers(),
                VERDICT);
        assertThat(RecordedForm.read(form).verdict()).isEqualTo(VERDICT);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] damaged = form.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                RecordedForm.read(damaged);
            } catch (IOException e) {
                continue;
            } catch (RuntimeException e) {
                wrong.add(e.toString());
            }
        }
        assertThat(wrong).as("seed " + seed).isEmpty();
    }
}
