package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.imap.grammar.Out;

/** Envelopes that were written before. */
class EnvelopesTest {
    private static EnvelopeWriter of(String subject) {
        EnvelopeWriter writer = new EnvelopeWriter();
        writer.begin();
        byte[] value = subject.getBytes(StandardCharsets.US_ASCII);
        writer.field("SUBJECT", value, 0, value.length);
        writer.field("From", "a@b".getBytes(StandardCharsets.US_ASCII), 0, 3);
        writer.end();
        return writer;
    }

    private static String text(EnvelopeWriter writer) {
        StringBuilder text = new StringBuilder();
        Out out = new Out(b -> text.append(new String(b, StandardCharsets.US_ASCII)), false);
        writer.writeTo(out);
        out.flush();
        return text.toString();
    }

    @Test
    void theSecondTimeNothingIsRead() {
        Envelopes envelopes = new Envelopes(1 << 20);
        Fetched fetched = Fetched.of(EnvelopeTest.LASKER);
        String first = fetched.fetch("ENVELOPE", false, envelopes);
        assertThat(fetched.reads).containsExactly("stored");
        assertThat(fetched.fetch("ENVELOPE", false, envelopes)).isEqualTo(first);
        assertThat(fetched.fetch("ENVELOPE", true, envelopes)).isEqualTo(first);
        assertThat(fetched.reads).containsExactly("stored");
        assertThat(envelopes.count()).isOne();
    }

    @Test
    void whatIsHereIsRightWhateverWentBefore() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Envelopes envelopes = new Envelopes(3 << 20);
        Map<Long, String> all = new HashMap<>();
        EnvelopeWriter into = new EnvelopeWriter();
        for (int i = 0; i < 60_000; i++) {
            long account = random.nextInt(3);
            long email = random.nextInt(10_000);
            long key = account * 10_000 + email;
            boolean there = envelopes.contains(account, email);
            assertThat(envelopes.get(account, email, into)).isEqualTo(there);
            if (there) {
                assertThat(text(into)).as("seed %d", seed).isEqualTo(all.get(key));
            } else {
                EnvelopeWriter made = of(key + " " + "x".repeat(random.nextInt(500)));
                all.put(key, text(made));
                envelopes.put(account, email, made);
                assertThat(envelopes.contains(account, email)).isTrue();
            }
        }
        assertThat(envelopes.count()).isBetween(5_000, 30_000);
    }

    @Test
    void whatIsTooLongOrNotWantedIsNotKept() {
        Envelopes none = new Envelopes(0);
        none.put(1, 1, of("x"));
        assertThat(none.contains(1, 1)).isFalse();
        Envelopes some = new Envelopes(1 << 20);
        some.put(1, 1, of("x".repeat(70_000)));
        assertThat(some.contains(1, 1)).isFalse();
        assertThat(some.count()).isZero();
    }
}
