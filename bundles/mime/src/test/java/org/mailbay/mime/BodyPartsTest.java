package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 8621 §4.1.4: its example, and the corners of its algorithm. */
class BodyPartsTest {

    private static String leaf(String type, String disposition, String name) {
        return "Content-Type: " + type + (disposition.isEmpty() ? "" : "\nContent-Disposition: " + disposition)
                + "\nContent-Description: " + name + "\n\nx\n";
    }

    private static String multi(String subtype, String boundary, String... parts) {
        StringBuilder out = new StringBuilder("Content-Type: multipart/" + subtype + "; boundary=" + boundary + "\n\n");
        for (String part : parts) {
            out.append("--").append(boundary).append('\n').append(part);
        }
        return out.append("--").append(boundary).append("--\n").toString();
    }

    private static List<String> names(List<Part> parts) {
        return parts.stream().map(p -> String.valueOf(p.description())).toList();
    }

    @Test
    void theExampleOfTheRfc() {
        String text = multi(
                "mixed",
                "1",
                leaf("text/plain", "inline", "A"),
                multi(
                        "mixed",
                        "2",
                        multi(
                                "alternative",
                                "3",
                                multi(
                                        "mixed",
                                        "4",
                                        leaf("text/plain", "inline", "B"),
                                        leaf("image/jpeg", "inline", "C"),
                                        leaf("text/plain", "inline", "D")),
                                multi("related", "5", leaf("text/html", "", "E"), leaf("image/jpeg", "", "F"))),
                        leaf("image/jpeg", "attachment", "G"),
                        leaf("application/x-excel", "", "H"),
                        leaf("message/rfc822", "", "J")),
                leaf("text/plain", "inline", "K"));
        BodyParts body = BodyParts.of(MessageParserTest.parse(text));
        assertThat(names(body.textBody())).containsExactly("A", "B", "C", "D", "K");
        assertThat(names(body.htmlBody())).containsExactly("A", "E", "K");
        assertThat(names(body.attachments())).containsExactly("C", "F", "G", "H", "J");
        assertThat(body.hasAttachment()).isTrue();
    }

    @Test
    void oneOfTwoServesAsBoth() {
        BodyParts html = BodyParts.of(MessageParserTest.parse(multi("alternative", "1", leaf("text/html", "", "H"))));
        assertThat(names(html.textBody())).containsExactly("H");
        BodyParts text = BodyParts.of(MessageParserTest.parse(multi("alternative", "1", leaf("text/plain", "", "T"))));
        assertThat(names(text.htmlBody())).containsExactly("T");
        BodyParts plain = BodyParts.of(MessageParserTest.parse("Subject: x\n\ny"));
        assertThat(plain.textBody()).hasSize(1).isEqualTo(plain.htmlBody());
        assertThat(plain.hasAttachment()).isFalse();
    }

    @Test
    void picturesInTheTextAreNoAttachment() {
        String text = multi("related", "1", leaf("text/html", "", "H"), leaf("image/png", "inline", "P"));
        BodyParts body = BodyParts.of(MessageParserTest.parse(text));
        assertThat(names(body.attachments())).containsExactly("P");
        assertThat(body.hasAttachment()).isFalse();
    }

    @Test
    void namedTextAfterTheFirstIsAnAttachment() {
        String text = multi(
                "mixed",
                "1",
                leaf("text/plain; name=a", "", "A"),
                leaf("text/plain; name=b", "", "B"),
                leaf("text/plain", "", "C"));
        BodyParts body = BodyParts.of(MessageParserTest.parse(text));
        assertThat(names(body.textBody())).containsExactly("A", "C");
        assertThat(names(body.attachments())).containsExactly("B");
    }
}
