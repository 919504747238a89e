package org.mailbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.mime.Address;
import org.mailbay.mime.Domain;

final class SrsTest {
    private static final Domain OURS = new Domain("here.example");
    private Instant now = Instant.parse("2026-11-23T02:00:00Z");
    private final Srs srs = new Srs("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), 21, () -> now);
    private final Srs other = new Srs("fedcba9876543210".getBytes(StandardCharsets.US_ASCII), 21, () -> now);

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }

    private static Srs.Reverse to(String text) {
        return new Srs.Reverse.To(address(text));
    }

    @Test
    void whatIsRewrittenComesBack() {
        for (String sender : new String[] {
            "ann@there.example",
            "a=b=c@there.example",
            "Ann.O'Neill+x@there.example",
            "\"a b\"@there.example",
            "ü@there.example"
        }) {
            Address rewritten = address(srs.forward(address(sender), OURS).orElseThrow());
            assertThat(Srs.isRewritten(rewritten)).isTrue();
            assertThat(rewritten.domain()).isEqualTo(OURS);
            assertThat(srs.reverse(rewritten)).isEqualTo(to(sender));
        }
        assertThat(Srs.isRewritten(address("srs0@here.example"))).isFalse();
        assertThat(Srs.isRewritten(address("srs0x=y@here.example"))).isFalse();
    }

    @Test
    void caseMayChangeOnTheWay() {
        String rewritten = srs.forward(address("ann@there.example"), OURS).orElseThrow();
        assertThat(srs.reverse(address(rewritten.toLowerCase(Locale.ROOT)))).isEqualTo(to("ann@there.example"));
    }

    @Test
    void aSecondForwarderNamesTheFirstAndAThirdDoesNotGrowIt() {
        Domain second = new Domain("second.example");
        Address first = address("SRS0=HHH=TT=origin.example=ann@first.example");
        Address at2 = address(srs.forward(first, second).orElseThrow());
        assertThat(at2.localPart()).startsWith("SRS1=").endsWith("=first.example==HHH=TT=origin.example=ann");
        assertThat(srs.reverse(at2)).isEqualTo(to(first.toString()));
        Address at3 = address(other.forward(at2, OURS).orElseThrow());
        assertThat(at3.localPart())
                .endsWith("=first.example==HHH=TT=origin.example=ann")
                .hasSameSizeAs(at2.localPart());
        assertThat(other.reverse(at3)).isEqualTo(to(first.toString()));
        Address plus = address("SRS0+HHH=TT=origin.example=ann@first.example");
        assertThat(srs.reverse(address(srs.forward(plus, OURS).orElseThrow()))).isEqualTo(to(plus.toString()));
    }

    @Test
    void whatIsForgedOrOldIsRefused() {
        String rewritten = srs.forward(address("ann@there.example"), OURS).orElseThrow();
        assertThat(other.reverse(address(rewritten))).isInstanceOf(Srs.Reverse.Invalid.class);
        assertThat(srs.reverse(address(rewritten.replace("ann", "bob")))).isInstanceOf(Srs.Reverse.Invalid.class);
        Instant then = now;
        now = then.plus(Duration.ofDays(21));
        assertThat(srs.reverse(address(rewritten))).isEqualTo(to("ann@there.example"));
        now = then.plus(Duration.ofDays(22));
        assertThat(srs.reverse(address(rewritten))).isInstanceOf(Srs.Reverse.Invalid.class);
        now = then.minus(Duration.ofDays(1));
        assertThat(srs.reverse(address(rewritten))).isEqualTo(to("ann@there.example"));
    }

    @Test
    void whatAnotherForwarderRewroteGrowsOldToo() {
        Address first = address("SRS0=HHH=TT=origin.example=ann@first.example");
        Address rewritten = address(srs.forward(first, OURS).orElseThrow());
        assertThat(other.reverse(rewritten)).isInstanceOf(Srs.Reverse.Invalid.class);
        Instant then = now;
        for (int days : new int[] {-1, 0, 1, 21}) {
            now = then.plus(Duration.ofDays(days));
            assertThat(srs.reverse(rewritten)).isEqualTo(to(first.toString()));
        }
        for (int days : new int[] {-2, 22, 1_024, 1_030}) {
            now = then.plus(Duration.ofDays(days));
            assertThat(srs.reverse(rewritten)).isInstanceOf(Srs.Reverse.Invalid.class);
        }
    }

    @Test
    void rubbishIsInvalidNeverAnException() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] parts = {"SRS0", "SRS1", "=", "==", "-", "+", "AA", "there.example", "x", "HHHHHH"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder local = new StringBuilder(random.nextBoolean() ? "SRS0=" : "srs1+");
            for (int j = random.nextInt(7); j > 0; j--) {
                local.append(parts[random.nextInt(parts.length)]);
            }
            assertThat(srs.reverse(new Address(local.substring(0, Math.min(64, local.length())), OURS)))
                    .as(local + " of seed " + seed)
                    .isInstanceOf(Srs.Reverse.Invalid.class);
        }
    }
}
