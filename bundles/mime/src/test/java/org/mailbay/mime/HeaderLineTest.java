package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 5322 §2.1.1 and §2.2.3, RFC 2047: what is written is one field and reads as what was meant. */
class HeaderLineTest {

    @Test
    void plainTextStaysPlain() {
        assertThat(HeaderLine.text("Subject", "Hello world")).isEqualTo("Subject: Hello world\r\n");
        assertThat(HeaderLine.text("Subject", "word ".repeat(30)).lines()).allMatch(line -> line.length() <= 76);
    }

    @Test
    void noLineIsBlank() {
        for (int blanks : new int[] {1, 2, 9, 11, 80, 1_500}) {
            String text = "x".repeat(66) + " ".repeat(blanks) + "y".repeat(73);
            for (String line : List.of(
                    HeaderLine.text("Subject", text),
                    HeaderLine.text("Subject", " ".repeat(blanks) + text),
                    HeaderLine.addresses("To", List.of(new EmailAddress(text + '"', "a@example.test"))))) {
                assertThat(line.split("\r\n")).as("%s", blanks).allSatisfy(part -> {
                    assertThat(part).isNotBlank();
                    assertThat(part.length()).isLessThan(998);
                });
            }
            assertThat(Header.parse(
                                    (HeaderLine.text("Subject", text) + "\r\n").getBytes(StandardCharsets.UTF_8),
                                    0,
                                    Limits.DEFAULT)
                            .last("Subject")
                            .map(HeaderField::text))
                    .contains(text);
        }
    }

    @Test
    void lineBreaksDoNotBreakOut() {
        assertThat(HeaderLine.text("Subject", "a\r\nBcc: x@y.test\r\n\r\nbody"))
                .isEqualTo("Subject: a Bcc: x@y.test body\r\n");
        assertThatThrownBy(() -> HeaderLine.text("A\r\nB", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HeaderLine.addresses("To", List.of(new EmailAddress(null, "a@b.test\r\nx"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressesReadBack() {
        List<EmailAddress> given = List.of(
                new EmailAddress("Jörg \"J\" Müller", "j@example.test"),
                new EmailAddress("Smith, John (x) \\", "\"a b\"@example.test"),
                new EmailAddress("Joe Public", "joe@example.test"),
                new EmailAddress(null, "n@example.test"));
        String line = HeaderLine.addresses("To", given);
        assertThat(line).contains("Joe Public <joe@example.test>,");
        HeaderField to = read(line).last("To").orElseThrow();
        assertThat(to.addresses()).isEqualTo(given);
        assertThat(to.addresses()).as("kept").isSameAs(to.addresses());
    }

    @Test
    void anyTextReadsBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder("x");
            int length = random.nextInt(300);
            for (int i = 0; i < length; i++) {
                int c = random.nextInt(round % 2 == 0 ? 0x250 : 0x7F);
                text.appendCodePoint(Character.isISOControl(c) || Character.isSpaceChar(c) ? 'y' : c);
            }
            text.append("=?utf-8?Q?z?= =?");
            String line = HeaderLine.text("Subject", text.toString());
            assertThat(line.lines()).as("seed %d", seed).allMatch(l -> l.length() <= 76);
            assertThat(read(line).fields()).hasSize(1);
            assertThat(read(line).last("Subject").orElseThrow().text())
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());
        }
        assertThat(HeaderLine.text("X", "y".repeat(5000)).lines()).allMatch(l -> l.length() <= 76);
    }

    private static Header read(String line) {
        return Header.parse((line + "\r\n").getBytes(StandardCharsets.UTF_8), 0, Limits.DEFAULT);
    }

    @Test
    void everyFormReadsBack() {
        List<AddressGroup> groups = List.of(
                new AddressGroup("Team ü", List.of(new EmailAddress(null, "a@x.test"))),
                new AddressGroup("Empty", List.of()),
                new AddressGroup(null, List.of(new EmailAddress("B", "b@x.test"))));
        assertThat(read(HeaderLine.groups("To", groups))
                        .last("To")
                        .orElseThrow()
                        .groupedAddresses())
                .isEqualTo(groups);
        List<String> ids = List.of("a@x", "b@y", "c@" + "z".repeat(90));
        assertThat(read(HeaderLine.messageIds("References", ids))
                        .last("References")
                        .orElseThrow()
                        .messageIds())
                .contains(ids);
        List<String> urls = List.of("mailto:a@x.test", "https://x.test/?q=1");
        assertThat(read(HeaderLine.urls("List-Help", urls))
                        .last("List-Help")
                        .orElseThrow()
                        .urls())
                .contains(urls);
        OffsetDateTime date = OffsetDateTime.parse("2026-01-02T03:04:05-09:30");
        assertThat(HeaderLine.date("Date", date)).isEqualTo("Date: Fri, 2 Jan 2026 03:04:05 -0930\r\n");
    }

    @Test
    void rfc2231_parametersReadBack() {
        for (String value : List.of(
                "plain",
                "with blank; \"quotes\" \\",
                "",
                "Bericht für März.pdf",
                "日本語".repeat(60),
                "long ".repeat(60) + "end",
                "100%'s*")) {
            String line = HeaderLine.parameters("Content-Type", "text/plain", Map.of("name", value));
            assertThat(line.lines()).allMatch(l -> l.length() <= 76);
            assertThat(line.chars()).allMatch(c -> c < 0x7F);
            assertThat(ContentType.parse(line.substring(line.indexOf(':') + 1).replace("\r\n", ""))
                            .orElseThrow()
                            .parameter("name"))
                    .contains(value);
        }
        assertThatThrownBy(() -> HeaderLine.parameters("X", "a", Map.of("b;c", "d")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rawFieldsDoNotBreakOut() {
        assertThat(HeaderLine.raw("X", " a\n b")).isEqualTo("X: a\r\n b\r\n");
        for (String wrong : List.of("a\nb", "a\r\n\r\nb", "a\n \n b", "a\0", "a\rb", "x".repeat(998))) {
            assertThatThrownBy(() -> HeaderLine.raw("X", wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void domainsAreWrittenForAllServers() {
        assertThat(HeaderLine.addresses("To", List.of(new EmailAddress(null, "a@bücher.test"))))
                .isEqualTo("To: a@xn--bcher-kva.test\r\n");
        assertThat(HeaderLine.addresses("To", List.of(new EmailAddress(null, "ü@bücher.test"))))
                .isEqualTo("To: ü@bücher.test\r\n"); // RFC 6532: no other way to say it
    }
}
