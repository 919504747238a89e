package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What servers were killed with: each bomb ends as a small result that says which bound it met. */
class LimitsTest {

    private static final int MANY = 100_000;

    @Test
    void siblingParts() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        write(parser, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (int i = 0; i < MANY; i++) {
            write(parser, "--b\r\nContent-Type: text/plain; name=part" + i + "\r\n\r\nx\r\n");
        }
        write(parser, "--b--\r\n");
        Message m = parser.finish();
        assertThat(m.defects()).containsExactly(Defect.PARTS);
        assertThat(m.root().children()).hasSize(Limits.DEFAULT.parts());
        Part rest = m.root().children().getLast();
        assertThat(rest.mediaType()).isEqualTo("application/octet-stream");
        assertThat(rest.bodyEnd()).isEqualTo(m.size());
        assertThat(m.toBytes().length).isLessThan(64 * 1024);
    }

    @Test
    void nestedMultiparts() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        for (int i = 0; i < MANY; i++) {
            write(parser, "Content-Type: multipart/mixed; boundary=b" + i + "\r\n\r\n--b" + i + "\r\n");
        }
        Message m = parser.finish();
        assertThat(m.defects()).contains(Defect.DEPTH);
        assertThat(depth(m.root())).isEqualTo(Limits.DEFAULT.depth() + 1);
        assertThat(Message.fromBytes(m.toBytes())).isEqualTo(m);
    }

    @Test
    void nestedMessages() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        for (int i = 0; i < MANY; i++) {
            write(parser, "Content-Type: message/rfc822\r\n\r\n");
        }
        Message m = parser.finish();
        assertThat(m.defects()).containsExactly(Defect.DEPTH);
        assertThat(depth(m.root())).isEqualTo(Limits.DEFAULT.depth() + 1);
    }

    @Test
    void sameBoundaryEverywhere() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        for (int i = 0; i < MANY; i++) {
            write(parser, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n");
        }
        assertThat(parser.finish().defects()).contains(Defect.DEPTH, Defect.PARTS);
    }

    @Test
    void headerFields() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        for (int i = 0; i < MANY; i++) {
            write(parser, "X: y\r\n");
        }
        write(parser, "Subject: still there\r\nContent-Type: text/html\r\n\r\n");
        Message m = parser.finish();
        assertThat(m.defects()).containsExactly(Defect.FIELDS);
        assertThat(parser.header().fields()).hasSize(Limits.DEFAULT.fields());
        assertThat(m.subject()).contains("still there");
        assertThat(m.root().mediaType()).isEqualTo("text/html");
    }

    @Test
    void headerBytes() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        String line = "X: " + "y".repeat(900) + "\r\n";
        for (int i = 0; i < 2_000; i++) {
            write(parser, line);
        }
        write(parser, "Subject: still there\r\n\r\n");
        Message m = parser.finish();
        assertThat(m.defects()).containsExactly(Defect.HEADER_BYTES);
        assertThat(m.subject()).contains("still there");
    }

    @Test
    void oneEndlessField() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        write(parser, "Subject: x");
        for (int i = 0; i < 1_000; i++) {
            write(parser, "y".repeat(10_000));
        }
        write(parser, "\r\nTo: a@b.test\r\n\r\nbody");
        Message m = parser.finish();
        assertThat(m.defects()).containsExactlyInAnyOrder(Defect.FIELD_BYTES, Defect.LINE_BYTES);
        assertThat(m.summary().last("Subject").orElseThrow().value().length).isLessThan(Limits.DEFAULT.fieldBytes());
        assertThat(m.summary().last("To").orElseThrow().addresses()).hasSize(1);
        assertThat(m.root().size()).isEqualTo(4);
    }

    @Test
    void contentFieldsOfManyParts() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        write(parser, "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (int i = 0; i < 900; i++) {
            write(
                    parser,
                    "--b\r\nContent-Type: text/plain;\r\n name=\""
                            + "n".repeat(900).repeat(20) + "\"\r\n\r\nx\r\n");
        }
        Message m = parser.finish();
        assertThat(m.defects()).contains(Defect.HEADER_BYTES);
        assertThat(m.toBytes().length).isLessThan(600 * 1024);
    }

    @Test
    void headersOfManyInnerMessages() {
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        write(parser, "Content-Type: multipart/digest; boundary=b\r\n\r\n");
        for (int i = 0; i < 400; i++) {
            write(
                    parser,
                    "--b\r\n\r\nSubject: " + "n".repeat(900) + "\r\n".repeat(1) + " "
                            + "n".repeat(900).repeat(20) + "\r\n\r\nx\r\n");
        }
        Message m = parser.finish();
        assertThat(m.defects()).contains(Defect.HEADER_BYTES);
        assertThat(m.toBytes().length).isLessThan(600 * 1024);
    }

    private static void write(MessageParser parser, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        parser.write(bytes, 0, bytes.length);
    }

    private static int depth(Part part) {
        int deepest = 0;
        for (Part child : part.children()) {
            deepest = Math.max(deepest, depth(child));
        }
        if (part.message() != null) {
            deepest = Math.max(deepest, depth(part.message().root()));
        }
        return deepest + 1;
    }
}
