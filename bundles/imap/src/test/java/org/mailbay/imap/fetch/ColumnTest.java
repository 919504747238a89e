package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/** Items that are told from memory, and the previews. */
class ColumnTest {
    private final Fetched fetched = Fetched.of(EnvelopeTest.LASKER);

    @Test
    void eachInItsForm() {
        assertThat(fetched.fetch("(UID FLAGS INTERNALDATE RFC822.SIZE MODSEQ EMAILID THREADID SAVEDATE)"))
                .isEqualTo(
                        "* 3 FETCH (UID 99 FLAGS (\\Seen $Junk) INTERNALDATE \"17-Jul-1996 02:44:25 +0000\" RFC822.SIZE "
                                + fetched.bytes.length + " MODSEQ (12345) EMAILID (" + fetched.email() + ") THREADID ("
                                + fetched.thread() + ") SAVEDATE NIL)");
        assertThat(fetched.reads).isEmpty();
    }

    @Test
    void withoutSequenceNumbers() throws Malformed, IOException {
        FetchItems items = FetchItems.read(Input.of("FLAGS", true));
        assertThat(Fetched.text(fetched.answer(items, true, new Envelopes(0), true)))
                .isEqualTo("* 99 UIDFETCH (FLAGS (\\Seen $Junk))"); // RFC 9586 §3.3
    }

    @Test
    void previewsAreCutAndInUtf8() {
        assertThat(fetched.fetch("PREVIEW")).isEqualTo("* 3 FETCH (PREVIEW \"\")");
        fetched.preview = "Hello";
        assertThat(fetched.fetch("(PREVIEW (LAZY))")).isEqualTo("* 3 FETCH (PREVIEW \"Hello\")");
        fetched.preview = "\u00e4".repeat(250);
        String utf8 = "\u00c3\u00a4".repeat(200);
        assertThat(fetched.fetch("PREVIEW")).isEqualTo("* 3 FETCH (PREVIEW {400}\r\n" + utf8 + ")");
        assertThat(fetched.fetch("PREVIEW", true, new Envelopes(0))).isEqualTo("* 3 FETCH (PREVIEW \"" + utf8 + "\")");
        assertThat(fetched.reads).containsOnly("stored");
    }

    @Test
    void ofAMessageThatIsGoneNothingIsWritten() {
        fetched.gone = true;
        for (String item : List.of("ENVELOPE", "(UID PREVIEW)", "(FLAGS BODY)", "BODY[]", "BINARY.SIZE[1]")) {
            assertThat(fetched.fetch(item)).isEmpty();
            assertThat(fetched.outcome).isEqualTo(Outcome.GONE);
        }
    }
}
