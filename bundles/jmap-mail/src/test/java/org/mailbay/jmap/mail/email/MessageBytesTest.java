package org.mailbay.jmap.mail.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Message;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;

/** A short message is read once and whole, a long one in pieces; what is read is the same. */
class MessageBytesTest {
    private static final int BEFORE = 7;

    private final List<Long> lengths = new ArrayList<>();

    private static byte[] message(int attached) {
        return ("Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX-One: 1\r\n\r\nfirst\r\n--b\r\n"
                        + "X-Two: 2\r\nContent-Type: text/html\r\n\r\n<p>second\r\n--b\r\n"
                        + "Content-Type: text/csv\r\n\r\n" + "x".repeat(attached) + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"10,1", "60000,1", "70000,5"})
    void readsHeadersAndTexts(int attached, int openings) throws IOException {
        byte[] message = message(attached);
        byte[] blob = new byte[BEFORE + message.length];
        System.arraycopy(message, 0, blob, BEFORE, message.length);
        MessageBytes content = new MessageBytes(
                (ref, from, length) -> {
                    lengths.add(length);
                    byte[] range = Arrays.copyOfRange(blob, (int) from, (int) (from + length));
                    return Optional.of(new BlobInput(new ByteArrayInputStream(range), length));
                },
                new BlobRef(new byte[BlobRef.NAME_LENGTH], blob.length),
                BEFORE,
                message.length);
        List<Part> parts = Message.parse(message).root().children();
        for (int again = 0; again < 2; again++) {
            assertThat(content.header(parts.get(0)).fields().stream().map(HeaderField::toString))
                    .containsExactly("X-One: 1");
            assertThat(content.header(parts.get(1)).fields().stream().map(HeaderField::name))
                    .containsExactly("X-Two", "Content-Type");
        }
        assertThat(content.text(parts.get(0), 100).value()).isEqualTo("first");
        assertThat(content.text(parts.get(1), 100).value()).isEqualTo("<p>second");
        assertThat(content.text(parts.get(2), 1 << 20).value()).isEqualTo("x".repeat(attached));
        assertThat(lengths).hasSize(openings);
    }
}
