package org.mailbay.imap.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.store.Objects;

/** Messages 1 to 6 with UIDs 1, 2, 4, 5, 6, 7; 2 and 4 are seen. */
final class SearchAnswerTest {
    private Letterbox box;

    @BeforeEach
    void begin() throws Exception {
        box = new Letterbox(false);
        for (int i = 1; i <= 7; i++) {
            Added added = box.add(
                    "Subject: " + i + "\n\n" + "x".repeat(10 - i) + "\n",
                    Letterbox.NOW,
                    false,
                    i == 2 || i == 5 ? new String[] {"$seen"} : new String[0]);
            if (i == 3) {
                box.mail.expunge(box.mailbox, java.util.List.of(added.email()), false);
            }
        }
    }

    @AfterEach
    void end() {
        box.close();
    }

    @Test
    void esearchSaysWhatIsWanted() throws Exception {
        assertThat(box.extended("RETURN (MIN MAX COUNT ALL) SEEN", false))
                .isEqualTo("* ESEARCH (TAG \"T\") MIN 2 MAX 4 ALL 2,4 COUNT 2");
        assertThat(box.extended("RETURN () ALL", true)).isEqualTo("* ESEARCH (TAG \"T\") UID ALL 1:2,4:7");
        assertThat(box.extended("RETURN (MIN MAX ALL) 1000", true)).isEqualTo("* ESEARCH (TAG \"T\") UID");
        assertThat(box.extended("RETURN (COUNT) 1000", false)).isEqualTo("* ESEARCH (TAG \"T\") COUNT 0");
        assertThat(box.extended("RETURN (SAVE) ALL", false)).isEmpty();
        assertThat(box.extended("RETURN (SAVE COUNT) ALL", false)).isEqualTo("* ESEARCH (TAG \"T\") COUNT 6");
    }

    @Test
    void partsAreCountedFromEitherEnd() throws Exception {
        assertThat(box.extended("RETURN (PARTIAL 2:4) ALL", true))
                .isEqualTo("* ESEARCH (TAG \"T\") UID PARTIAL (2:4 2,4:5)");
        assertThat(box.extended("RETURN (PARTIAL 4:2) ALL", false))
                .isEqualTo("* ESEARCH (TAG \"T\") PARTIAL (2:4 2:4)");
        assertThat(box.extended("RETURN (PARTIAL 5:9) ALL", false))
                .isEqualTo("* ESEARCH (TAG \"T\") PARTIAL (5:9 5:6)");
        assertThat(box.extended("RETURN (PARTIAL 7:9) ALL", false))
                .isEqualTo("* ESEARCH (TAG \"T\") PARTIAL (7:9 NIL)");
        assertThat(box.extended("RETURN (PARTIAL -1:-2 COUNT) ALL", false))
                .isEqualTo("* ESEARCH (TAG \"T\") COUNT 6 PARTIAL (-1:-2 5:6)");
        assertThat(box.extended("RETURN (PARTIAL -6:-100) ALL", false))
                .isEqualTo("* ESEARCH (TAG \"T\") PARTIAL (-6:-100 1)");
        assertThat(box.extended("RETURN (PARTIAL -7:-100) ALL", false))
                .isEqualTo("* ESEARCH (TAG \"T\") PARTIAL (-7:-100 NIL)");
        assertThat(box.extended("RETURN (PARTIAL 4294967295:4294967295) ALL", false))
                .contains("NIL");
    }

    @Test
    void modseqsAreThoseOfWhatIsTold() throws Exception {
        Objects emails = box.mail.account().snapshot().objects(Mail.EMAIL);
        int[] all = emails.all().toArray();
        long first = emails.modSeq(all[0]);
        long last = emails.modSeq(all[all.length - 1]);
        assertThat(box.extended("RETURN (MIN) MODSEQ 1", false)).endsWith("MIN 1 MODSEQ " + first);
        assertThat(box.extended("RETURN (MIN MAX) MODSEQ 1", false)).endsWith(" MODSEQ " + last);
        assertThat(box.extended("RETURN (MIN COUNT) MODSEQ 1", false)).endsWith(" MODSEQ " + last);
        assertThat(box.extended("RETURN (PARTIAL 1:1) MODSEQ 1", false)).endsWith(" MODSEQ " + first);
        assertThat(box.extended("RETURN (ALL) MODSEQ " + (last + 1), false)).isEqualTo("* ESEARCH (TAG \"T\")");
        SearchProgram program = Letterbox.program("MODSEQ 1");
        Found found = box.searcher().search(program);
        assertThat(Letterbox.written(out -> SearchAnswer.search(out, program, found, false)))
                .isEqualTo("* SEARCH 1 2 3 4 5 6 (MODSEQ " + last + ")");
        SearchProgram none = Letterbox.program("MODSEQ " + (last + 1));
        Found nothing = box.searcher().search(none);
        assertThat(Letterbox.written(out -> SearchAnswer.search(out, none, nothing, false)))
                .isEqualTo("* SEARCH");
    }

    @Test
    void whatIsSavedDependsOnTheOptions() throws Exception {
        assertThat(saved("RETURN (SAVE) SEEN")).containsExactly(2, 5);
        assertThat(saved("RETURN (SAVE MIN) ALL")).containsExactly(1);
        assertThat(saved("RETURN (SAVE MAX) ALL")).containsExactly(7);
        assertThat(saved("RETURN (SAVE MIN MAX) ALL")).containsExactly(1, 7);
        assertThat(saved("RETURN (SAVE MIN COUNT) SEEN")).containsExactly(2, 5);
        assertThat(saved("RETURN (SAVE PARTIAL 2:3) ALL")).containsExactly(2, 4);
        assertThat(saved("RETURN (SAVE PARTIAL 2:3 MAX) ALL")).containsExactly(2, 4, 7);
        assertThat(saved("RETURN (SAVE PARTIAL 2:3 COUNT) SEEN")).containsExactly(2, 5);
        assertThat(saved("RETURN (SAVE MIN) 1000")).isEmpty();
    }

    private long[] saved(String text) throws Exception {
        SearchProgram program = Letterbox.program(text);
        return SearchAnswer.saved(
                java.util.Objects.requireNonNull(program.options()),
                box.searcher().search(program));
    }

    @Test
    void mailboxesAreNamedWhereThereAreSeveral() throws Exception {
        Found found = box.searcher().search(Letterbox.program("SEEN"));
        assertThat(Letterbox.written(out -> SearchAnswer.esearch(
                        out, "T", new SearchAnswer.Mailbox("A b", 7), SearchOptions.DEFAULT, false, found, true)))
                .isEqualTo("* ESEARCH (TAG \"T\" MAILBOX \"A b\" UIDVALIDITY 7) UID ALL 2,5");
    }

    @Test
    void sortedResultsKeepTheirOrder() throws Exception {
        assertThat(box.sort("(SIZE) UTF-8 ALL")).isEqualTo("* SORT 6 5 4 3 2 1");
        assertThat(box.sort("RETURN (MIN MAX ALL COUNT) (SIZE) UTF-8 1:3,5:6"))
                .isEqualTo("* ESEARCH (TAG \"T\") MIN 6 MAX 1 ALL 6,5,3,2,1 COUNT 5");
        assertThat(box.sort("RETURN (PARTIAL 2:3) (REVERSE SIZE) UTF-8 ALL"))
                .isEqualTo("* ESEARCH (TAG \"T\") PARTIAL (2:3 2:3)");
        assertThat(box.sort("(SIZE) UTF-8 1000")).isEqualTo("* SORT");
    }
}
