package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Any bytes are a message. The corpus is in {@code src/test/resources}; every crash ever found is in it. */
class ParserFuzzTest {

    private static final Limits SMALL = new Limits(4, 12, 4_000, 40, 500, 10, 78);

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreAMessage(byte[] bytes) throws IOException {
        Message message = Message.parse(bytes);
        check(message, bytes);
        assertThat(Message.fromBytes(message.toBytes())).isEqualTo(message);
        MessageParser pieces = new MessageParser(Limits.DEFAULT);
        int step = bytes.length == 0 ? 1 : 1 + (bytes[0] & 7);
        for (int at = 0; at < bytes.length; at += step) {
            pieces.write(bytes, at, Math.min(step, bytes.length - at));
        }
        assertThat(pieces.finish()).isEqualTo(message);
        MessageParser small = new MessageParser(SMALL);
        small.write(bytes, 0, bytes.length);
        check(small.finish(), bytes);
        assertThat(small.header().fields().size()).isLessThanOrEqualTo(SMALL.fields());
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreAFieldOfEveryForm(byte[] bytes) {
        HeaderField field = new HeaderField("X", 0, bytes);
        field.raw();
        assertThat(field.text()).doesNotContain("\n", "\r", "\0");
        field.addresses().forEach(EmailAddress::address);
        field.groupedAddresses();
        field.messageIds();
        field.date();
        field.urls();
        String text = HeaderText.unfold(bytes);
        ContentType.parse(text);
        Domain.parse(text).ifPresent(d -> assertThat(Domain.parse(d.ascii())).contains(d));
        Address.parse(text).ifPresent(a -> {
            assertThat(Address.parse(a.toString())).contains(a);
            assertThat(Address.parse(a.ascii())).contains(a);
            assertThat(a.toString()).doesNotContain("\n", "\r", "\0");
        });
        assertThat(Preview.of(text, true).length()).isLessThanOrEqualTo(Preview.LONGEST);
        assertThat(Preview.of(text, false).length()).isLessThanOrEqualTo(Preview.LONGEST);
    }

    @FuzzTest(maxDuration = "60s")
    void damagedStoredFormsAreRefused(byte[] bytes) {
        try {
            Message message = Message.fromBytes(bytes);
            assertThat(Message.fromBytes(message.toBytes())).isEqualTo(message);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static void check(Message message, byte[] bytes) throws IOException {
        assertThat(message.size()).isEqualTo(bytes.length);
        check(message.root(), bytes);
        BodyParts.of(message);
        Preview.part(message)
                .ifPresent(part -> assertThat(preview(part, bytes).length()).isLessThanOrEqualTo(Preview.LONGEST));
    }

    private static String preview(Part part, byte[] bytes) {
        try {
            return Preview.read(part, body(part, bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(Part part, byte[] bytes) throws IOException {
        assertThat(part.bodyEnd()).isBetween(part.bodyStart(), (long) bytes.length);
        assertThat(part.lines()).isEqualTo(lineFeeds(part, bytes));
        if (part.isMultipart() || part.message() != null) {
            assertThat(part.decodedSize()).isEqualTo(part.size());
        } else {
            assertThat(DecodedStream.of(part, body(part, bytes)).readAllBytes()).hasSize((int) part.decodedSize());
        }
        long from = part.bodyStart();
        for (Part child : part.children()) {
            assertThat(child.headerStart()).isBetween(from, part.bodyEnd());
            assertThat(child.bodyEnd()).isBetween(child.headerStart(), part.bodyEnd());
            from = child.bodyEnd();
            check(child, bytes);
        }
        if (part.message() != null) {
            check(part.message().root(), bytes);
        }
    }

    private static long lineFeeds(Part part, byte[] bytes) {
        byte[] body = Arrays.copyOfRange(bytes, (int) part.bodyStart(), (int) part.bodyEnd());
        long n = 0;
        for (byte b : body) {
            n += b == '\n' ? 1 : 0;
        }
        return n;
    }

    private static ByteArrayInputStream body(Part part, byte[] bytes) {
        return new ByteArrayInputStream(bytes, (int) part.bodyStart(), bytes.length - (int) part.bodyStart());
    }
}
