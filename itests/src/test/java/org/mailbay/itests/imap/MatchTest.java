package org.mailbay.itests.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatchTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "* 3 EXISTS | * 3 EXISTS",
                "a OK | a OK done",
                "a NO [TRYCREATE] | a NO [TRYCREATE] (text) [more]",
                "a OK [COPYUID ${v} 1 2] | a OK [COPYUID 77 1 2] done",
                "* OK [PERMANENTFLAGS (\\Seen)] | * OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] x",
                "* 1 FETCH (FLAGS (\\Seen \\Flagged)) | * 1 FETCH (UID 4 FLAGS (\\Flagged \\Recent \\Seen))",
                "* 1 FETCH (BODY[HEADER.FIELDS (TO)] \"a\\r\\n\") | * 1 FETCH (BODY[HEADER.FIELDS (TO)] \"a\\r\\n\")",
                "* LIST (\\HasChildren) \"/\" INBOX | * LIST (\\Marked \\HasChildren) \"/\" \"INBOX\"",
                "* STATUS x (UNSEEN 1 MESSAGES ${n}) | * STATUS x (MESSAGES 4 UNSEEN 1)",
                "* ESEARCH (TAG \"a\") UID ALL 1:2 COUNT 2 | * ESEARCH (TAG \"a\") UID COUNT 2 ALL 1:2",
                "* CAPABILITY A C | * CAPABILITY B C A",
                "* NAMESPACE ... | * NAMESPACE NIL NIL NIL",
                "+ | + go ahead"
            })
    void isTheSame(String expected, String actual) {
        assertThat(new Match(new Names()).matches(expected, actual)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "* 3 EXISTS | * 4 EXISTS",
                "a OK | a NO no",
                "a OK | b OK no",
                "a NO [TRYCREATE] | a NO text",
                "a NO [TRYCREATE] | a NO [NONEXISTENT] text",
                "a OK [COPYUID ${v} 1 2] | a OK [COPYUID 77 1 3] x",
                "* OK [PERMANENTFLAGS (\\Seen)] | * OK [PERMANENTFLAGS (\\Deleted)] x",
                "* 1 FETCH (FLAGS (\\Seen)) | * 1 FETCH (FLAGS (\\Seen \\Flagged))",
                "* 1 FETCH (FLAGS (\\Seen)) | * 2 FETCH (FLAGS (\\Seen))",
                "* 1 FETCH (UID 3) | * 1 FETCH (FLAGS ())",
                "* 1 FETCH (BODY[] NIL) | * 1 FETCH (BODY[] \"NIL\")",
                "* LIST (\\HasChildren) \"/\" a | * LIST (\\HasNoChildren) \"/\" a",
                "* LIST () \"/\" a | * LIST () \".\" a",
                "* STATUS x (UNSEEN 1) | * STATUS y (UNSEEN 1)",
                "* ESEARCH (TAG \"a\") COUNT 2 | * ESEARCH (TAG \"b\") COUNT 2",
                "* ESEARCH (TAG \"a\") COUNT 2 | * ESEARCH (TAG \"a\") COUNT 2 ALL 1",
                "* SEARCH 1 2 | * SEARCH 1 2 3",
                "* CAPABILITY A C | * CAPABILITY B C",
                "* ENABLED A | * ENABLED A B",
                "+ | * OK"
            })
    void isAnother(String expected, String actual) {
        assertThat(new Match(new Names()).matches(expected, actual)).isFalse();
    }

    @Test
    void namesCaptureOnceAndThenCompare() {
        Match match = new Match(new Names());
        assertThat(match.matches("* OK [UIDNEXT ${n}]", "* OK [UIDNEXT 5] x")).isTrue();
        assertThat(match.matches("* OK [UIDNEXT ${n}]", "* OK [UIDNEXT 6] x")).isFalse();
        assertThat(match.matches("* OK [UIDNEXT ${n+1}]", "* OK [UIDNEXT 6] x")).isTrue();
        assertThat(match.matches("* OK [UIDNEXT ${m>n}]", "* OK [UIDNEXT 5] x")).isFalse();
        assertThat(match.matches("* OK [UIDNEXT ${m>n}]", "* OK [UIDNEXT 16] x"))
                .isTrue();
        assertThat(match.matches("* 16 FETCH (UID ${m} MODSEQ (${k}))", "* 16 FETCH (MODSEQ (1) UID 16)"))
                .isTrue();
    }

    @Test
    void expungesAreTheSameInAnyOrder() {
        List<String> fromTheEnd = List.of("* 4 EXPUNGE", "* 2 EXPUNGE", "* 1 EXPUNGE");
        assertThat(Expunged.from(fromTheEnd)).containsExactly(1, 2, 4);
        assertThat(Expunged.from(List.of("* 1 EXPUNGE", "* 1 EXPUNGE", "* 2 EXPUNGE")))
                .containsExactly(1, 2, 4);
        assertThat(Expunged.from(List.of("* 2 EXPUNGE", "* 2 EXPUNGE", "* 1 EXPUNGE")))
                .containsExactly(1, 2, 3);
    }
}
