package org.mailbay.net.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyHeaderTest {
    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void readsALineInAnyPieces() throws ProxyHeader.Malformed {
        String header = "PROXY TCP6 2001:db8::1 ::1 65535 25\r\n";
        for (int length = 0; length < header.length(); length++) {
            ByteBuf part = bytes(header.substring(0, length));
            assertThat(ProxyHeader.read(part)).isEmpty();
            assertThat(part.readerIndex()).isZero();
        }
        ByteBuf whole = bytes(header + "rest");
        assertThat(ProxyHeader.read(whole).orElseThrow().source().getPort()).isEqualTo(65_535);
        assertThat(whole.toString(StandardCharsets.US_ASCII)).isEqualTo("rest");
    }

    @Test
    void unknownAndLocalHaveNoAddresses() throws ProxyHeader.Malformed {
        assertThat(ProxyHeader.read(bytes("PROXY UNKNOWN anything\r\n"))
                        .orElseThrow()
                        .source())
                .isNull();
        assertThat(ProxyHeader.read(bytes("\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0"))
                        .orElseThrow()
                        .source())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO x\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 -1 5\r\n",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP4 localhost localhost 1 2\r\n",
                "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP6 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\u000c123456789012",
                "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000b12345678901",
                "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u0020\0"
            })
    void malformed(String text) {
        assertThatThrownBy(() -> ProxyHeader.read(bytes(text))).isInstanceOf(ProxyHeader.Malformed.class);
    }

    @Test
    void noiseIsHeaderOrMalformedOrIncomplete() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        String good = "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int n = random.nextInt(3); n >= 0; n--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
            }
            try {
                ProxyHeader.read(bytes(text.toString()));
            } catch (ProxyHeader.Malformed e) {
                assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
            }
        }
    }

    @Test
    void rangesContainTheirAddresses() {
        AddressRange range = AddressRange.parse("10.1.128.0/17");
        assertThat(range.contains(InetAddress.ofLiteral("10.1.129.3"))).isTrue();
        assertThat(range.contains(InetAddress.ofLiteral("10.1.1.3"))).isFalse();
        assertThat(range.contains(InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("9.9.9.9")))
                .isTrue();
        assertThat(AddressRange.parse("::1").contains(InetAddress.ofLiteral("::1")))
                .isTrue();
        assertThatThrownBy(() -> AddressRange.parse("10.0.0.0/33")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AddressRange.parse("example.test")).isInstanceOf(IllegalArgumentException.class);
    }
}
