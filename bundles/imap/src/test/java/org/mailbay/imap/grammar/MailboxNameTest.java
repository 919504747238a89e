package org.mailbay.imap.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MailboxNameTest {

    private static String decode(String name) throws Malformed {
        return MailboxName.decode(name.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    @Test
    void rfc3501_5_1_3_example() throws Malformed {
        String name = "~peter/mail/\u53f0\u5317/\u65e5\u672c\u8a9e";
        assertThat(MailboxName.encode(name)).isEqualTo("~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assertThat(decode("~peter/mail/&U,BTFw-/&ZeVnLIqe-")).isEqualTo(name);
    }

    @Test
    void theAmpersand() throws Malformed {
        assertThat(decode("R&-D &-")).isEqualTo("R&D &");
        assertThat(MailboxName.encode("R&D &")).isEqualTo("R&-D &-");
        assertThat(decode("&U,A-&-")).isEqualTo("\u53f0&");
        assertThat(MailboxName.encode("\u53f0&")).isEqualTo("&U,A-&-");
    }

    @Test
    void beyondThePlane() throws Malformed {
        assertThat(decode("&2D3eAA-")).isEqualTo("\ud83d\ude00");
        assertThat(MailboxName.encode("\ud83d\ude00")).isEqualTo("&2D3eAA-");
    }

    @Test
    void rfc3501_5_1_3_brokenFormsAreRefused() {
        for (String broken : List.of(
                "&",
                "a&",
                "&U,BT",
                "&U,BTFw",
                "&U-",
                "&U,-",
                "&U,B-",
                "&A-",
                "&AAAAA-",
                "&U/BTFw-",
                "&U,BT=-",
                "&U BT-",
                "&AGE-",
                "&ACY-",
                "&AC8-",
                "&U,A-&U,A-",
                "&2D0-",
                "&3gA-",
                "&3gDYPQ-",
                "&2D0AYQ-",
                "&!-",
                "&U,C-")) {
            assertThatThrownBy(() -> decode(broken)).as(broken).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void rfc9051_5_1_controlCharactersAreRefused() {
        for (String name : List.of(
                "a\nb", "\t", "a\u007f", "&AAA-", "&AAo-", "&AH8-", "&AIU-", "&ICg-", "&ICk-", "&,v8-", "&,,8-")) {
            assertThatThrownBy(() -> decode(name)).as(name).isInstanceOf(Malformed.class);
        }
        for (String name : List.of("a\nb", "\u0085", "\u2028", "\0", "\ufeff", "\uffff", "\ud83f\udfff", "\ufdd0")) {
            assertThatThrownBy(() -> MailboxName.decode(name.getBytes(StandardCharsets.UTF_8), true))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void eightBitCharactersNeedUtf8() throws Malformed {
        byte[] name = "Entw\u00fcrfe".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> MailboxName.decode(name, false)).isInstanceOf(Malformed.class);
        assertThat(MailboxName.decode(name, true)).isEqualTo("Entw\u00fcrfe");
        assertThatThrownBy(() -> MailboxName.decode(new byte[] {'a', (byte) 0xfc}, true))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void withUtf8TheAmpersandIsItself() throws Malformed {
        assertThat(MailboxName.decode("R&D &U,A-".getBytes(StandardCharsets.US_ASCII), true))
                .isEqualTo("R&D &U,A-");
    }

    @Test
    void rfc5198_3_whatLooksTheSameIsTheSame() throws Malformed {
        assertThat(decode("Entwu&Awg-rfe")).isEqualTo("Entw\u00fcrfe");
        assertThat(MailboxName.decode("A\u030a".getBytes(StandardCharsets.UTF_8), true))
                .isEqualTo("\u00c5");
    }

    @Test
    void rfc9051_5_1_inboxInAnyCaseOfAscii() throws Malformed {
        assertThat(decode("iNbOx")).isEqualTo("INBOX");
        assertThat(MailboxName.decode("\u0131nbox".getBytes(StandardCharsets.UTF_8), true))
                .isEqualTo("\u0131nbox");
        assertThat(decode("inbox/x")).isEqualTo("inbox/x");
        assertThat(decode(").\"/8")).as("not letters").isEqualTo(").\"/8");
    }

    @Test
    void namesAreBounded() {
        assertThatThrownBy(() -> decode("x".repeat(MailboxName.MAX_SIZE + 1))).isInstanceOf(Malformed.class);
    }

    @Test
    void whatIsEncodedIsDecoded() throws Malformed {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.appendCodePoint(
                        switch (random.nextInt(4)) {
                            case 0 -> '&';
                            case 1 -> random.nextInt(' ', 0x7f);
                            case 2 -> random.nextInt(0x4e00, 0x9000);
                            default -> random.nextInt(0x1f300, 0x1f600);
                        });
            }
            String name = text.toString().equalsIgnoreCase("inbox") ? "" : text.toString();
            String encoded = MailboxName.encode(name);
            assertThat(encoded).matches("[ -~]*");
            assertThat(decode(encoded)).as("seed %d", seed).isEqualTo(name);
            assertThat(MailboxName.decode(name.getBytes(StandardCharsets.UTF_8), true))
                    .isEqualTo(name);
        }
    }
}
