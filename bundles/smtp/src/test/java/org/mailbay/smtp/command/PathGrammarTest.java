package org.mailbay.smtp.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.mime.Address;

/** RFC 5321 §4.1.2, RFC 6531 §3.3. */
class PathGrammarTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.example",
                "a.b-c+d=e/f@b.example",
                "!#$%&'*+-/=?^_`{|}~@b.example",
                "\"a b\"@b.example",
                "\"a>b@c\\\"d\\\\\"@b.example",
                "\"\"@b.example",
                "ü.ö@müller.example",
                "\"ü ö\"@xn--mller-kva.example",
                "a@localhost",
                "a@[192.0.2.1]",
                "a@[IPv6:2001:db8::1]",
                "a@a_b.example",
                "用户@例子.example",
                "a@1.example"
            })
    void areAddresses(String address) {
        assertThat(PathGrammar.mailbox(address)).contains(address);
        assertThat(PathGrammar.mailbox("@one.example,@[IPv6:::1]:" + address)).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a",
                "a@",
                "@b.example",
                "a b",
                "a b@c.example",
                " a@b.example",
                "a@b.example ",
                "a@b c.example",
                ".a@b.example",
                "a.@b.example",
                "a..b@c.example",
                "a@b@c.example",
                "a,b@c.example",
                "a:b@c.example",
                "a;b@c.example",
                "a(b)@c.example",
                "a[b]@c.example",
                "a\\b@c.example",
                "<a@b.example",
                "\"a@b.example",
                "\"a\"b@c.example",
                "a\"b\"@c.example",
                "\"a\".b@c.example",
                "\"a\\",
                "\"\\\"@b.example",
                "\"a\\ü\"@b.example",
                "\"a\tb\"@c.example",
                "a@.b.example",
                "a@b..example",
                "a@b.example.",
                "a@-b.example",
                "a@b-.example",
                "a@[192.0.2]",
                "a@[192.0.2.1",
                "a@[IPv6:1:2]",
                "a@[]",
                "a@192.0.2.1",
                "a@b!c.example",
                "\u0085a@b.example",
                "a\u2028b@c.example",
                "a\ud800@b.example",
                "@a.example",
                "@a.example:",
                "@:a@b.example",
                "@a b:c@d.example",
                "a.example:c@d.example",
                "@a.example,b.example:c@d.example",
                "@a.example,:c@d.example"
            })
    void areNone(String text) {
        assertThat(PathGrammar.mailbox(text)).isEmpty();
    }

    @Test
    void areBounded() {
        assertThat(PathGrammar.mailbox("x".repeat(244) + "@b.example")).isNotEmpty();
        assertThat(PathGrammar.mailbox("x".repeat(245) + "@b.example")).isEmpty();
        assertThat(PathGrammar.mailbox("ü".repeat(123) + "@b.example")).isEmpty();
        assertThat(PathGrammar.mailbox("a@" + "b".repeat(64) + ".example")).isEmpty();
        assertThat(PathGrammar.mailbox("@a.example,".repeat(19) + "@a.example:a@b.example"))
                .isNotEmpty();
        assertThat(PathGrammar.mailbox("@a.example,".repeat(20) + "@a.example:a@b.example"))
                .isEmpty();
        assertThat(PathGrammar.mailbox("@,".repeat(2_000) + ":a@b.example")).isEmpty();
    }

    /** What the rest of the house reads as an address is one here, too. */
    @Test
    void nothingIsLostThatTheHouseKnows() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String chars = "ab.@\"\\ <>[]:,-_ü1\u0000";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(9); j >= 0; j--) {
                text.append(chars.charAt(random.nextInt(chars.length())));
            }
            String address = text + (random.nextBoolean() ? "" : "@b.example");
            boolean isKnown = Address.parse(address).isPresent() && !address.endsWith(".");
            if (!address.startsWith("@") && !address.startsWith("\"\"@")) {
                assertThat(PathGrammar.mailbox(address).isPresent())
                        .as(address + " of seed " + seed)
                        .isEqualTo(isKnown);
            }
        }
    }
}
