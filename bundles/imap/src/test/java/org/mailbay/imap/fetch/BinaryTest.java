package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** BINARY, BINARY.PEEK, BINARY.SIZE: RFC 3516. */
class BinaryTest {
    private final Fetched nested = Fetched.of(Messages.OF_THE_RFC);

    @Test
    void theEncodingIsUndone() {
        assertThat(nested.fetch("BINARY[1]")).isEqualTo("* 3 FETCH (BINARY[1] {3}\r\none)");
        assertThat(nested.fetch("BINARY.PEEK[2]")).isEqualTo("* 3 FETCH (BINARY[2] ~{4}\r\n\0\1\2\u00ff)");
        assertThat(nested.fetch("BINARY[4.2.2.2]")).isEqualTo("* 3 FETCH (BINARY[4.2.2.2] {16}\r\nfour two two two)");
        assertThat(nested.fetch("(BINARY.SIZE[1] BINARY.SIZE[2] BINARY.SIZE[4.2.2.2] BINARY.SIZE[9])"))
                .isEqualTo("* 3 FETCH (BINARY.SIZE[1] 3 BINARY.SIZE[2] 4 BINARY.SIZE[4.2.2.2] 16 BINARY.SIZE[9] 0)");
        assertThat(nested.outcome).isEqualTo(Outcome.DONE);
    }

    @Test
    void partialsCountDecodedBytes() {
        assertThat(nested.fetch("BINARY[2]<1.2>")).isEqualTo("* 3 FETCH (BINARY[2]<1> {2}\r\n\1\2)");
        assertThat(nested.fetch("BINARY[2]<3.9>")).isEqualTo("* 3 FETCH (BINARY[2]<3> {1}\r\n\u00ff)");
        assertThat(nested.fetch("BINARY[2]<4.9>")).isEqualTo("* 3 FETCH (BINARY[2]<4> \"\")");
        assertThat(nested.fetch("BINARY[1]<1.1>")).isEqualTo("* 3 FETCH (BINARY[1]<1> {1}\r\nn)");
        assertThat(nested.fetch("BINARY[9]<1.1>")).isEqualTo("* 3 FETCH (BINARY[9]<1> NIL)");
    }

    @Test
    void whatIsNoLeafIsAsItIs() {
        nested.fetch("BINARY[]");
        assertThat(Fetched.content(nested.answered)).isEqualTo(nested.bytes);
        assertThat(nested.fetch("BINARY.SIZE[]")).isEqualTo("* 3 FETCH (BINARY.SIZE[] " + nested.bytes.length + ")");
        nested.fetch("BODY[4]");
        byte[] fourth = Fetched.content(nested.answered);
        nested.fetch("BINARY[4]");
        assertThat(Fetched.content(nested.answered)).isEqualTo(fourth);
    }

    @Test
    void anUnknownEncodingIsSaidToBe() {
        assertThat(nested.fetch("(UID BINARY[4.1])")).isEqualTo("* 3 FETCH (UID 99 BINARY[4.1] NIL)");
        assertThat(nested.outcome).isEqualTo(Outcome.UNKNOWN_CTE);
        nested.fetch("BINARY.SIZE[4.1]");
        assertThat(nested.outcome).isEqualTo(Outcome.UNKNOWN_CTE);
        nested.fetch("BODY[4.1]");
        assertThat(nested.outcome).isEqualTo(Outcome.DONE);
    }

    @Test
    void longOnesAreStreamed() {
        byte[] content = new byte[1_000_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 >> 3);
        }
        String encoded = Base64.getMimeEncoder().encodeToString(content);
        Fetched big = Fetched.of(("Content-Type: x/y\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded)
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(big.fetch("BINARY[1]")).startsWith("* 3 FETCH (BINARY[1] ~{1000000}\r\n");
        assertThat(Fetched.content(big.answered)).isEqualTo(content);
        big.fetch("BINARY[1]<300000.200000>");
        assertThat(Fetched.content(big.answered)).isEqualTo(Arrays.copyOfRange(content, 300_000, 500_000));
    }
}
