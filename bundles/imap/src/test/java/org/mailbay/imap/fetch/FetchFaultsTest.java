package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;

/** What a client gets when the store fails. */
class FetchFaultsTest {
    private final Fetched fetched = Fetched.of(Messages.OF_THE_RFC);

    private void answer(String items) throws IOException, Malformed {
        fetched.answer(FetchItems.read(Input.of(items, false)), false, new Envelopes(0), false);
    }

    @Test
    void aBlobThatCannotBeReadLeavesTheLineWhole() throws IOException, Malformed {
        fetched.broken = true;
        for (String item : List.of("BODY[]", "BODY[HEADER.FIELDS (X)]", "BINARY[1]", "BINARY[2]")) {
            answer("(" + item + " UID)");
            assertThat(fetched.outcome).isEqualTo(Outcome.FAILED);
            assertThat(Fetched.text(fetched.answered)).isEqualTo("* 3 FETCH (" + item + " NIL UID 99)");
        }
    }

    @Test
    void aLiteralThatEndsEarlyTearsTheConnection() {
        fetched.missing = 1;
        assertThatThrownBy(() -> answer("BODY[]")).isInstanceOf(TornException.class);
        assertThat(Fetched.text(fetched.answered)).startsWith("* 3 FETCH (BODY[] {" + fetched.bytes.length + "}");
        assertThatThrownBy(() -> answer("BODY[HEADER]")).isInstanceOf(TornException.class);
    }

    @Test
    void theNextMessageIsNotToldOfTheFailure() throws IOException, Malformed {
        fetched.broken = true;
        FetchItems items = FetchItems.read(Input.of("BODY[1]", false));
        FetchAnswers answers =
                new FetchAnswers(items, new Out(_ -> {}, false), new Envelopes(0), Fetched.ACCOUNT, false);
        assertThat(answers.write(fetched)).isEqualTo(Outcome.FAILED);
        assertThat(answers.failure()).hasMessage("the disk is gone");
        fetched.broken = false;
        assertThat(answers.write(fetched)).isEqualTo(Outcome.DONE);
        assertThat(answers.failure()).isNull();
        fetched.gone = true;
        assertThat(answers.write(fetched)).isEqualTo(Outcome.GONE);
        fetched.gone = false;
        answer("BODY[1]");
        assertThat(fetched.outcome).isEqualTo(Outcome.DONE);
    }
}
