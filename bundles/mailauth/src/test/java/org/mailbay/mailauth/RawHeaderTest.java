package org.mailbay.mailauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Limits;
import org.mailbay.mime.Message;
import org.mailbay.mime.MessageParser;

/** What is signed must be what people see: fields are split as the parser of messages splits them. */
final class RawHeaderTest {
    @Test
    void splitsAsTheParserDoes() throws IOException {
        for (String text : new String[] {
            "A: 1\r\nB: 2\r\n 3\r\n\r\nbody",
            "A: 1\nB: 2\n\t3\n\nbody",
            "nonsense\r\n goes on\r\nA : 1\r\n\r\n",
            " first\r\nA: 1\r\n",
            "A: 1",
            "",
            "\r\nbody",
            "A: \u00e4\r\n: empty\r\nB:\r\n \r\n x\r\n\r\n",
            "A: 1\rFrom: x\r\nB: 2\n\r\n"
        }) {
            MessageParser parser = new MessageParser(Limits.DEFAULT);
            byte[] bytes = RawHeader.octets(text);
            parser.write(bytes, 0, bytes.length);
            Message message = parser.finish();
            RawHeader header = RawHeader.read(Zone.content(text));
            assertThat(header.fields().stream().map(RawField::name))
                    .as(text)
                    .containsExactlyElementsOf(parser.header().fields().stream()
                            .map(HeaderField::name)
                            .toList());
            assertThat(header.bodyStart()).as(text).isEqualTo(message.root().bodyStart());
        }
    }

    @Test
    void aHeaderWithoutEndIsCutOff() throws IOException {
        RawHeader header = RawHeader.read(Zone.content("A: 1\r\n".repeat(6_000)));
        assertThat(header.isWhole()).isFalse();
        assertThat(header.fields()).hasSizeLessThan(5_001);
        assertThat(RawHeader.read(Zone.content("A: " + "x".repeat(2_000_000))).isWhole())
                .isFalse();
    }

    @Test
    void tagLists() {
        assertThat(TagList.parse("a=1; b = 2 3 ;c=").orElseThrow().tags())
                .containsEntry("a", "1")
                .containsEntry("b", "2 3")
                .containsEntry("c", "");
        for (String bad : new String[] {"", ";", "a=1;;b=2", "a=1; a=2", "a", "=1", "1a=2", "a=1; b", "a=\u0001"}) {
            assertThat(TagList.parse(bad)).as(bad).isEmpty();
        }
    }
}
