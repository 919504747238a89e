package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5321 §4.1.2, RFC 6531 §3.3, RFC 3492 §7.1, RFC 5890. */
class AddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Alice@Example.TEST|Alice@example.test|Alice@example.test",
                "a.b+c@example.test|a.b+c@example.test|a.b+c@example.test",
                "\"a b\"@example.test|\"a b\"@example.test|\"a b\"@example.test",
                "\"ab\"@example.test|ab@example.test|ab@example.test",
                "\"a\\\"\\\\b\"@example.test|\"a\\\"\\\\b\"@example.test|\"a\\\"\\\\b\"@example.test",
                "\"a@b\"@example.test|\"a@b\"@example.test|\"a@b\"@example.test",
                "x@[192.0.2.1]|x@[192.0.2.1]|x@[192.0.2.1]",
                "x@[IPv6:2001:DB8::1]|x@[ipv6:2001:db8::1]|x@[ipv6:2001:db8::1]",
                "x@[IPv6:::ffff:192.0.2.1]|x@[ipv6:::ffff:192.0.2.1]|x@[ipv6:::ffff:192.0.2.1]",
                "jörg@MÜLLER.example|jörg@müller.example|jörg@xn--mller-kva.example",
                "x@xn--mller-kva.example|x@müller.example|x@xn--mller-kva.example",
                "x@XN--MLLER-KVA.example|x@müller.example|x@xn--mller-kva.example",
                "x@straße.example|x@straße.example|x@xn--strae-oqa.example",
                "x@strasse.example|x@strasse.example|x@strasse.example",
                "x@例え。テスト|x@例え.テスト|x@xn--r8jz45g.xn--zckzah",
                "x@xn--zzzzzz.example|x@xn--zzzzzz.example|x@xn--zzzzzz.example",
                "x@example.test.|x@example.test|x@example.test",
                "x@under_score.test|x@under_score.test|x@under_score.test",
                "x@localhost|x@localhost|x@localhost",
            })
    void reads(String given, String text, String ascii) {
        Address a = Address.parse(given).orElseThrow();
        assertThat(a).hasToString(text);
        assertThat(a.ascii()).isEqualTo(ascii);
        assertThat(Address.parse(a.toString())).contains(a);
        assertThat(Address.parse(a.ascii())).contains(a);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@b",
                ".a@b.test",
                "a.@b.test",
                "a..b@b.test",
                "a b@b.test",
                "a@b..test",
                "a@-b.test",
                "a@b-.test",
                "a@b.test\r\nRCPT TO:<c@d>",
                "a\n@b.test",
                "a\0@b.test",
                "\"a\nb\"@c.test",
                "\"a\r\"@c.test",
                "\"a\\\r\"@c.test",
                "\"a\"b@c.test",
                "\"\"@c.test",
                "\"a@c.test",
                "a@b@c.test",
                "<a@b.test>",
                "a@[1.2.3]",
                "a@[1.2.3.256]",
                "a@[IPv6:1:2]",
                "a@[IPv6:::1:2:3:4:5:6:7]",
                "a@[1.2.3.4",
                "a@[x]",
                "a@1.2.3.4",
                "a@b c.test",
                "a@b,c.test",
                "a@b\u2028.test",
                "a\u0085@b.test",
                "a\uD800@b.test",
                "a@\uD800.test",
                "a@b\u200B.test",
                "a@ex\u00ADample.test",
                "a@☃.test"
            })
    void refuses(String given) {
        assertThat(Address.parse(given)).isEmpty();
    }

    @Test
    void nothingInvalidCanBeMade() {
        Domain domain = Domain.parse("example.test").orElseThrow();
        assertThatThrownBy(() -> new Address("a\r\nb", domain)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address("", domain)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Domain("a\r\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Domain("EXAMPLE.test")).isEqualTo(domain);
    }

    @Test
    void lengthsAreBounded() {
        assertThat(Address.parse("a".repeat(64) + "@b.test")).isPresent();
        assertThat(Address.parse("a".repeat(65) + "@b.test")).isEmpty();
        assertThat(Address.parse("ü".repeat(33) + "@b.test")).isEmpty();
        assertThat(Domain.parse("a".repeat(63) + ".test")).isPresent();
        assertThat(Domain.parse("a".repeat(64) + ".test")).isEmpty();
        assertThat(Domain.parse("ü".repeat(60) + ".test")).isEmpty();
        assertThat(Domain.parse("a.".repeat(126) + "a")).isPresent();
        assertThat(Domain.parse("a.".repeat(127) + "a")).isEmpty();
        assertThat(Address.parse("\"" + "\\\"".repeat(64) + "\"@b.test")).isPresent();
    }

    @Test
    void saysWhetherItNeedsSmtpUtf8() {
        assertThat(Address.parse("jörg@b.test").orElseThrow().needsSmtpUtf8()).isTrue();
        assertThat(Address.parse("j@bücher.test").orElseThrow().needsSmtpUtf8()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
        "почемужеонинеговорятпорусски, b1abfaaepdrnnbgefbadotcwatmq2g4l",
        "3年b組金八先生, 3b-ww4c5e180e575a65lsy2b",
        "そのスピードで, d9juau41awczczp",
        "bücher, bcher-kva"
    })
    void punycode(String text, String ascii) {
        assertThat(Punycode.encode(text)).contains(ascii);
        assertThat(Punycode.decode(ascii)).contains(text);
    }
}
