package org.mailbay.jmap.submission.post;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.mime.Message;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.MemoryStore;

final class StoredTextTest {
    private static String sent(String stored) throws IOException {
        byte[] bytes = stored.getBytes(StandardCharsets.ISO_8859_1);
        try (MemoryStore memory = new MemoryStore()) {
            Account account = memory.store().create(new TenantId(1));
            BlobRef blob;
            try (BlobSink sink = account.blobs().create(bytes.length)) {
                sink.write(bytes, 0, bytes.length);
                blob = sink.seal();
            }
            account.blobs().hold(blob, Duration.ofDays(1));
            long header = Message.parse(bytes).root().bodyStart();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new StoredText(
                            account,
                            blob,
                            header,
                            "Received: x\r\n",
                            new LinkedHashSet<>(List.of("Date: d\r\n", "Message-ID: <m>\r\n")))
                    .writeTo(out::write);
            return out.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void everyLineEndsWithCrLf() throws IOException {
        assertThat(sent("A: 1\nB: 2\n\nx\ny\rz\r\n.\n"))
                .isEqualTo("Received: x\r\nA: 1\r\nB: 2\r\nDate: d\r\nMessage-ID: <m>\r\n\r\nx\r\ny\r\nz\r\n.\r\n");
    }

    @Test
    void blindRecipientsAndPathsGoWithTheirFolds() throws IOException {
        assertThat(
                        sent(
                                "Return-Path: <a>\r\nBCC: a@x,\r\n b@x,\r\n\tc@x\r\nDate: 1\r\nbcc : d\r\nmessage-id: <i>\r\n\r\nBcc: body\r\n"))
                .isEqualTo("Received: x\r\nDate: 1\r\nmessage-id: <i>\r\n\r\nBcc: body\r\n");
    }

    /** RFC 5321 §2.3.8 */
    @Test
    void aCarriageReturnAtTheVeryEndIsALineEnd() throws IOException {
        assertThat(sent("A: 1\r\n\r\nx\r")).endsWith("\r\n\r\nx\r\n");
        assertThat(sent("A: 1\r")).isEqualTo("Received: x\r\nA: 1\r\nDate: d\r\nMessage-ID: <m>\r\n");
        assertThat(sent("A: 1")).isEqualTo("Received: x\r\nA: 1\r\nDate: d\r\nMessage-ID: <m>\r\n");
        assertThat(sent("A: 1\r\nBcc: b")).isEqualTo("Received: x\r\nA: 1\r\nDate: d\r\nMessage-ID: <m>\r\n");
    }

    @Test
    void aMessageWithoutABodyStaysOne() throws IOException {
        assertThat(sent("Date: 1\r\nMessage-ID: <i>\r\n")).startsWith("Received: x\r\nDate: 1\r\nMessage-ID: <i>\r\n");
    }

    @Test
    void whateverIsStoredLeavesNoBlindRecipientAndNoBareLineEnd() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "Bcc: secret@x", "To: a", "\r\n", "\n", "\r", " folded", "Subject: s", "\r\n\r\n", "\n\n", "body"
        };
        for (int i = 0; i < 200; i++) {
            StringBuilder stored = new StringBuilder("A: 1\r\n");
            for (int j = 0; j < random.nextInt(20); j++) {
                stored.append(pieces[random.nextInt(pieces.length)]);
            }
            String sent = sent(stored.toString());
            assertThat(sent.replace("\r\n", "")).as("seed " + seed).doesNotContain("\n", "\r");
            assertThat(sent).as("seed " + seed).contains("\r\nDate: d\r\nMessage-ID: <m>\r\n");
            String header = sent.split("\r\n\r\n", 2)[0];
            assertThat(header.lines().filter(line -> line.startsWith("Bcc")))
                    .as("seed " + seed + stored)
                    .isEmpty();
        }
    }
}
