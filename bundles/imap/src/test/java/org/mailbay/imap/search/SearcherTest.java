package org.mailbay.imap.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.mail.MailAccount.Added;

/** Keys, one by one, with an index and without. */
final class SearcherTest {
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addressesAreFoundHoweverTheyAreWritten(boolean isIndexed) throws Exception {
        try (Letterbox box = new Letterbox(isIndexed)) {
            box.add("From: ann@example.test\nTo: x@example.test\n\n1\n");
            box.add("From: Ann Real <ann@example.test>\nTo: Real To <x@example.test>\n\n2\n");
            box.add("From: <ann (what)@ (ever) example.test>\n\n3\n");
            box.add("From: ann@example.test (Ann Real)\n\n4\n");
            box.add("From: ann1@example.test, ann2@example.test\nCc:\n\n5\n");
            box.add(
                    "From: x@y.test\nTo: friends: a1@example.test, a2@example.test;,\n others: a3@example.test;\n\n6\n");
            box.add("Subject: x\nTo: friends:;\n\n7\n");
            assertThat(box.find("FROM ann@example.test")).isEqualTo("1 2 3 4");
            assertThat(box.find("FROM real")).isEqualTo("2 4");
            assertThat(box.find("FROM nn2@e")).isEqualTo("5");
            assertThat(box.find("FROM \"Ann Real <ann\"")).isEqualTo("2");
            assertThat(box.find("FROM \"(Ann R\"")).isEqualTo("4");
            assertThat(box.find("FROM \"<\"")).isEqualTo("2 3");
            assertThat(box.find("TO friends")).isEqualTo("6 7");
            assertThat(box.find("TO \"friends:\"")).isEqualTo("6 7");
            assertThat(box.find("TO a3@example")).isEqualTo("6");
            assertThat(box.find("HEADER To \"\"")).isEqualTo("1 2 6 7");
            assertThat(box.find("TO \"\"")).isEqualTo("1 2 6 7");
            assertThat(box.find("NOT HEADER To \"\"")).isEqualTo("3 4 5");
            assertThat(box.find("CC \"\"")).isEqualTo("5");
            assertThat(box.find("HEADER from ANN1")).isEqualTo("5");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headerFieldsAreFoundExactly(boolean isIndexed) throws Exception {
        try (Letterbox box = new Letterbox(isIndexed)) {
            box.add("Subject: hello beautiful\n world\nMessage-ID: <a.1@x.test>\n\nbody\n");
            box.add("X-Extra: hello beautiful header\nX-Extra: another  one\nMessage-ID: <a.10@x.test>\n\nbody\n");
            box.add("X-Other: hello beautiful header\nReceived: from mx.test by me\n\nbody\n");
            box.add("Subject: one\nSubject: two\nX-Long: " + ("lorem ipsum\n dolor ").repeat(2_000)
                    + "\nX-Last: hidden\n\nbody\n");
            box.add("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nX-Extra: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\nbody\n");
            assertThat(box.find("SUBJECT \"eautiful worl\"")).isEqualTo("1");
            assertThat(box.find("HEADER x-extra \"eautiful head\"")).isEqualTo("2");
            assertThat(box.find("HEADER X-EXTRA another")).isEqualTo("2");
            assertThat(box.find("HEADER X-EXTRA \"another one\"")).isEqualTo("2");
            assertThat(box.find("HEADER x-extra \"\"")).isEqualTo("2 5");
            assertThat(box.find("HEADER Message-ID <a.1@x.test>")).isEqualTo("1");
            assertThat(box.find("HEADER Message-ID a.1")).isEqualTo("1 2");
            assertThat(box.find("HEADER Received \"from mx\"")).isEqualTo("3");
            assertThat(box.find("SUBJECT one")).as("the first of two").isEqualTo("4");
            assertThat(box.find("SUBJECT two")).isEqualTo("4");
            assertThat(box.find("HEADER X-Last hidden"))
                    .as("behind what is indexed")
                    .isEqualTo("4");
            assertThat(box.find("SUBJECT \"gr\u00fc\u00df\"")).isEqualTo("5");
            assertThat(box.find("SUBJECT \"GRU\"")).as("accents aside").isEqualTo("5");
            assertThat(box.find("HEADER X-Extra \"GR\u00dc\"")).isEqualTo("5");
            assertThat(box.find("HEADER \"\" x")).isEmpty();
            assertThat(box.find("HEADER " + "x".repeat(600) + " x")).isEmpty();
            assertThat(box.find("HEADER X-Long \"" + "lorem ipsum dolor ".repeat(100) + "\""))
                    .isEqualTo("4");
            assertThat(box.find("SUBJECT \"" + "z".repeat(2_000) + "\"")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textsAreFoundAsTheyAreRead(boolean isIndexed) throws Exception {
        try (Letterbox box = new Letterbox(isIndexed)) {
            box.add("Subject: asdf\nContent-Type: text/html\n\n<p>The <b>qu</b>ick &amp; brown</p>\n");
            box.add("Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
                    + "VGhlIHF1aWNrIGZveCDDvA==\n");
            box.add("Subject: quick\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nnothing\n--b\n"
                    + "Content-Type: text/plain; name=list.txt\nContent-Disposition: attachment; filename=list.txt\n\n"
                    + "attached words\n--b\nContent-Type: message/rfc822\n\nSubject: inner\n\ndeep inside\n--b--\n");
            assertThat(box.find("BODY \"quick & b\"")).isEqualTo("1");
            assertThat(box.find("BODY quick")).isEqualTo("1 2");
            assertThat(box.find("TEXT quick")).isEqualTo("1 2 3");
            assertThat(box.find("TEXT uic")).isEqualTo("1 2 3");
            assertThat(box.find("BODY \"fox u\"")).isEqualTo("2");
            assertThat(box.find("BODY list.txt")).isEqualTo("3");
            assertThat(box.find("BODY \"deep in\"")).isEqualTo("3");
            assertThat(box.find("TEXT inner")).isEqualTo("3");
            assertThat(box.find("BODY \"\"")).isEqualTo("1 2 3");
            assertThat(box.find("BODY \"" + "a".repeat(1_500) + "\"")).isEmpty();
            String all = "a" + " b".repeat(800);
            box.add("Subject: long\n\n" + all.replace(" b b b b", " b b b b\n") + "\n");
            assertThat(box.find("BODY \"" + all + "\"")).isEqualTo("4");
            assertThat(box.find("BODY \"" + all + "!\"")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textsAreFoundInAddressesAsTheyAreWrittenAndAsTheyAreRead(boolean isIndexed) throws Exception {
        try (Letterbox box = new Letterbox(isIndexed)) {
            box.add("From: Ann Quince <ann@quince.example>\nTo: b@x.example, \"Reed, Bo\" <bo@x.example>\n\n1\n");
            box.add("Subject: x\nFrom: old@x.example\nFrom: new@x.example\n\n2\n");
            box.add("X-Long: " + "lorem ipsum\n dolor ".repeat(2_000) + "\nX-Last: hidden\n\n3\n");
            box.add("Content-Type: message/rfc822\n\nFrom: Eve Inner <eve@inner.example>\n\n4\n");
            if (isIndexed) {
                box.settle();
            }
            assertThat(box.find("TEXT \"e a\"")).as("a name and its address").isEqualTo("1");
            assertThat(box.find("TEXT \"Quince <ann\"")).isEqualTo("1");
            assertThat(box.find("TEXT \"<ann@quince.example>\"")).isEqualTo("1");
            assertThat(box.find("TEXT \"example, \\\"Reed, B\"")).isEqualTo("1");
            assertThat(box.find("TEXT \">\"")).isEqualTo(isIndexed ? "1" : "1 4");
            assertThat(box.find("TEXT old@x")).as("the first of two").isEqualTo("2");
            assertThat(box.find("TEXT hidden")).as("behind what is indexed").isEqualTo("3");
            assertThat(box.find("TEXT \"inner eve@\""))
                    .as("in an attached message")
                    .isEqualTo("4");
            assertThat(box.find("BODY \"inner eve@\"")).isEqualTo("4");
            assertThat(box.find("BODY \"<ann\"")).isEmpty();
        }
    }

    @Test
    void whatTheIndexHasNotSeenIsLookedAt() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            box.add("From: ann@example.test\nSubject: one\n\nbefore the index\n");
            assertThat(box.find("BODY before")).isEqualTo("1");
            box.index();
            for (int i = 0; i < 50; i++) {
                box.add("From: ann@example.test\nSubject: number " + i + "\n\nmessage " + i + " here\n");
                assertThat(box.find("BODY \"message " + i + " here\"")).isEqualTo(String.valueOf(i + 2));
                assertThat(box.find("SUBJECT \"number " + i + "\" FROM ann")).isEqualTo(numbers(i));
            }
        }
    }

    /** Those whose number begins with these digits. */
    private static String numbers(int digits) {
        return String.valueOf(digits + 2);
    }

    @Test
    void daysAreThoseOfTheHeadersOwnZone() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            box.add("Date: Sun, 1 Mar 2026 23:30:00 -0800\n\n1\n", DAY, false);
            box.add("Date: Mon, 2 Mar 2026 00:30:00 +1200\n\n2\n", DAY.minusMillis(1), false);
            box.add("Date: nonsense\n\n3\n", DAY.plusSeconds(86_399), false);
            box.add("Subject: none\n\n4\n", DAY.plusSeconds(86_400), false);
            assertThat(box.find("SENTON 1-Mar-2026")).isEqualTo("1");
            assertThat(box.find("SENTON 2-Mar-2026")).isEqualTo("2");
            assertThat(box.find("SENTBEFORE 2-Mar-2026")).isEqualTo("1");
            assertThat(box.find("SENTSINCE 1-Mar-2026")).isEqualTo("1 2");
            assertThat(box.find("SENTSINCE 2-Mar-2026")).isEqualTo("2");
            assertThat(box.find("NOT SENTSINCE 1-Jan-1990")).isEqualTo("3 4");
            assertThat(box.find("ON 1-Mar-2026")).isEqualTo("1 3");
            assertThat(box.find("BEFORE \"1-Mar-2026\"")).isEqualTo("2");
            assertThat(box.find("SINCE 2-Mar-2026")).isEqualTo("4");
            assertThat(box.find("SAVEDSINCE 1-Jan-2000")).isEqualTo("1 2 3 4");
            assertThat(box.find("SAVEDBEFORE 1-Jan-2000")).isEmpty();
            assertThat(box.find("SAVEDATESUPPORTED")).isEqualTo("1 2 3 4");
            assertThat(box.find("NOT SAVEDATESUPPORTED")).isEmpty();
        }
    }

    @Test
    void setsAreOfNumbersOfUidsOrWhatWasSaved() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            for (int i = 1; i <= 6; i++) {
                box.add("Subject: " + i + "\n\nx\n");
            }
            Added second = box.add("Subject: gone\n\nx\n");
            box.mail.expunge(box.mailbox, java.util.List.of(second.email()), false);
            assertThat(box.find("4:2")).isEqualTo("2 3 4");
            assertThat(box.find("1,3,*")).isEqualTo("1 3 6");
            assertThat(box.find("UID 100:*")).isEqualTo("6");
            assertThat(box.find("UID 1:4294967295")).isEqualTo("1 2 3 4 5 6");
            assertThat(box.find("UID 7:4294967295")).isEmpty();
            assertThat(box.find("1000")).isEmpty();
            assertThat(box.find("$")).isEmpty();
            box.saved = new long[] {2, 5, 7};
            assertThat(box.find("$")).isEqualTo("2 5");
            assertThat(box.find("NOT UID $")).isEqualTo("1 3 4 6");
        }
    }

    @Test
    void changesAndIdentifiersAreKeys() throws Exception {
        try (Letterbox box = new Letterbox(false)) {
            Added one = box.add("Subject: a\nMessage-ID: <1@x>\n\nx\n");
            box.add("Subject: Re: a\nMessage-ID: <2@x>\nReferences: <1@x>\n\nx\n", Letterbox.NOW, true, "$seen");
            long modSeq = box.mail.account().snapshot().modSeq();
            assertThat(box.find("MODSEQ " + modSeq)).isEqualTo("2");
            assertThat(box.find("MODSEQ 1")).isEqualTo("1 2");
            assertThat(box.find("MODSEQ " + (modSeq + 1))).isEmpty();
            assertThat(box.find("EMAILID " + one.email())).isEqualTo("1");
            assertThat(box.find("EMAILID nonsense")).isEmpty();
            assertThat(box.find("THREADID " + one.email().toString().replace('e', 't')))
                    .startsWith("1");
            assertThat(box.find("DELETED SEEN")).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fuzzyKeysFindOtherForms(boolean isIndexed) throws Exception {
        try (Letterbox box = new Letterbox(isIndexed)) {
            box.add("Subject: the cat and the dog\n\nx\n");
            box.add("Subject: x\n\ndog before cat, dog after\n");
            box.add("Subject: x\n\nthe cat sleeps\n");
            assertThat(box.find("FUZZY SUBJECT \"dog cat\"")).isEqualTo("1");
            assertThat(box.find("FUZZY TEXT \"dog cat\"")).isEqualTo("1 2");
            if (isIndexed) {
                box.settle();
                assertThat(box.find("FUZZY TEXT \"dog cat\"")).isEqualTo("1 2");
                assertThat(box.extended("RETURN (ALL RELEVANCY) FUZZY TEXT \"cat\"", false))
                        .isEqualTo("* ESEARCH (TAG \"T\") ALL 1:3 RELEVANCY (76 41 41)");
            }
        }
    }
}
