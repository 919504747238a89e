package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ENVELOPE: RFC 9051 §7.5.2. */
class EnvelopeTest {
    /** The message of RFC 9051 §8. */
    static final String LASKER = """
            Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
            From: Terry Gray <gray@cac.washington.edu>
            Subject: IMAP4rev2 WG mtg summary and minutes
            To: imap@cac.washington.edu
            Cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
            Message-Id: <B27397-0100000@cac.washington.ed>
            MIME-Version: 1.0
            Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

            text
            """;

    private static String envelope(String header) {
        return Fetched.of(header + "\n").value("ENVELOPE");
    }

    private static String to(String value) {
        String envelope = envelope("To: " + value + "\n");
        assertThat(envelope).startsWith("(NIL NIL NIL NIL NIL ").endsWith(" NIL NIL NIL NIL)");
        return envelope.substring("(NIL NIL NIL NIL NIL ".length(), envelope.length() - " NIL NIL NIL NIL)".length());
    }

    @Test
    void theOneOfTheRfc() {
        assertThat(Fetched.of(LASKER).fetch("ENVELOPE"))
                .isEqualTo("* 3 FETCH (ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" "
                        + "\"IMAP4rev2 WG mtg summary and minutes\" "
                        + "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                        + "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                        + "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                        + "((NIL NIL \"imap\" \"cac.washington.edu\")) "
                        + "((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")"
                        + "(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL "
                        + "\"<B27397-0100000@cac.washington.ed>\"))");
    }

    @Test
    void absentFieldsAreNilAndEmptyOnesEmpty() {
        assertThat(envelope("X: y\n")).isEqualTo("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
        assertThat(envelope("Date:\nSubject: \nFrom:\nTo: \nIn-Reply-To:\nMessage-ID: \n"))
                .isEqualTo("(\"\" \"\" NIL NIL NIL NIL NIL NIL \"\" \"\")");
    }

    @Test
    void senderAndReplyToAreThoseOfTheMessage() {
        String a = "((NIL NIL \"a\" \"x\"))";
        String b = "((NIL NIL \"b\" \"x\"))";
        String c = "((NIL NIL \"c\" \"x\"))";
        assertThat(envelope("From: a@x\nSender: b@x\nReply-To: c@x\n"))
                .isEqualTo("(NIL NIL " + a + " " + b + " " + c + " NIL NIL NIL NIL NIL)");
        assertThat(envelope("From: a@x\nReply-To: c@x\nBcc: b@x\n"))
                .isEqualTo("(NIL NIL " + a + " " + a + " " + c + " NIL NIL " + b + " NIL NIL)");
        assertThat(envelope("From: a@x\nSender: b@x\nReply-To: \n"))
                .isEqualTo("(NIL NIL " + a + " " + b + " " + a + " NIL NIL NIL NIL NIL)");
        assertThat(envelope("Sender: b@x\n")).isEqualTo("(NIL NIL NIL " + b + " NIL NIL NIL NIL NIL NIL)");
    }

    @Test
    void valuesAreUnfoldedAndOtherwiseAsTheyAre() {
        assertThat(envelope(
                        "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n =?utf-8?q?_an_alle?=\nIn-Reply-To: <a@b>\n\t<c@d>\n"))
                .isEqualTo("(NIL \"=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?q?_an_alle?=\" NIL NIL NIL NIL NIL NIL "
                        + "\"<a@b>\t<c@d>\" NIL)");
        assertThat(envelope("Subject: say \"hi\" \\ there\n"))
                .isEqualTo("(NIL \"say \\\"hi\\\" \\\\ there\" NIL NIL NIL NIL NIL NIL NIL NIL)");
    }

    @Test
    void whatIsNotAsciiIsALiteralInTheBytesOfTheMessage() {
        String header = "Subject: Gr\u00fc\u00dfe\nFrom: J\u00fcrgen <j@x>\n";
        String expected =
                "(NIL {5}\r\nGr\u00fc\u00dfe ((@ NIL \"j\" \"x\")) ((@ NIL \"j\" \"x\")) ((@ NIL \"j\" \"x\")) NIL NIL NIL NIL NIL)"
                        .replace("@", "{6}\r\nJ\u00fcrgen");
        assertThat(envelope(header)).isEqualTo(expected);
        assertThat(Fetched.of(header + "\n").fetch("ENVELOPE", true, new Envelopes(0)))
                .isEqualTo("* 3 FETCH (ENVELOPE " + expected + ")");
        assertThat(envelope("Subject: a\0b\n")).isEqualTo("(NIL \"ab\" NIL NIL NIL NIL NIL NIL NIL NIL)");
    }

    @Test
    void aLongValueIsALiteral() {
        String subject = "x".repeat(10_000);
        assertThat(envelope("Subject: " + subject + "\n"))
                .isEqualTo("(NIL {10000}\r\n" + subject + " NIL NIL NIL NIL NIL NIL NIL NIL)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "a@b | ((NIL NIL \"a\" \"b\"))",
                "<a@b> | ((NIL NIL \"a\" \"b\"))",
                "A  B <a@b> | ((\"A B\" NIL \"a\" \"b\"))",
                "\"Doe, Jane\" <j@d> | ((\"Doe, Jane\" NIL \"j\" \"d\"))",
                "\"a \\\"b\\\"\" <j@d> | ((\"a \\\"b\\\"\" NIL \"j\" \"d\"))",
                "\"\" <j@d> | ((NIL NIL \"j\" \"d\"))",
                "a@b (Ann B) | ((\"Ann B\" NIL \"a\" \"b\"))",
                "a@b (Ann (the) B) | ((\"Ann (the) B\" NIL \"a\" \"b\"))",
                "Ann (x) B <a@b> | ((\"Ann B\" NIL \"a\" \"b\"))",
                "a (one) @ (two) b (three) | ((\"three\" NIL \"a\" \"b\"))",
                "\"john smith\"@d | ((NIL NIL \"john smith\" \"d\"))",
                "<\"a@b\\\"c\"@d> | ((NIL NIL \"a@b\\\"c\" \"d\"))",
                "a@[192.0.2.1] | ((NIL NIL \"a\" \"[192.0.2.1]\"))",
                "a@[IPv6:2001:db8::1], b@c | ((NIL NIL \"a\" \"[IPv6:2001:db8::1]\")(NIL NIL \"b\" \"c\"))",
                "<@one,@two:user@host> | ((NIL \"@one,@two\" \"user\" \"host\"))",
                "a@b, c@d | ((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))",
                "a@b,, ,c@d, | ((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))",
                "A Group:Ed <e@w>,j@o; | ((NIL NIL \"A Group\" NIL)(\"Ed\" NIL \"e\" \"w\")(NIL NIL \"j\" \"o\")(NIL NIL NIL NIL))",
                "undisclosed-recipients:; | ((NIL NIL \"undisclosed-recipients\" NIL)(NIL NIL NIL NIL))",
                "g:a@b;, c@d | ((NIL NIL \"g\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL NIL NIL)(NIL NIL \"c\" \"d\"))",
                "g:a@b | ((NIL NIL \"g\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL NIL NIL))",
                ":; | ((NIL NIL \"\" NIL)(NIL NIL NIL NIL))",
                "root | ((NIL NIL \"root\" \"\"))",
                "John Smith | ((NIL NIL \"John Smith\" \"\"))",
                "Name <> | ((\"Name\" NIL \"\" \"\"))",
                "<> | NIL",
                "<<a@b>> | ((NIL NIL \"a\" \"b\"))",
                "<a@b> <c@d> | ((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\"))",
                "<a@b> C <c@d> | ((NIL NIL \"a\" \"b\")(\"C\" NIL \"c\" \"d\"))",
                "A <a@b | ((\"A\" NIL \"a\" \"b\"))",
                "\"A <a@b> | ((NIL NIL \"A <a@b>\" \"\"))",
                "a@b@c | ((NIL NIL \"a@b\" \"c\"))",
                "=?utf-8?q?J=C3=BC?= <j@d> | ((\"=?utf-8?q?J=C3=BC?=\" NIL \"j\" \"d\"))",
                "<@broken> | ((NIL NIL \"\" \"broken\"))",
                "( | NIL",
                ", ; | NIL"
            })
    void addresses(String value, String expected) {
        assertThat(to(value)).isEqualTo(expected);
    }

    @Test
    void aRepeatedFieldCountsOnce() {
        assertThat(envelope("Subject: one\nSubject: two\n")).isEqualTo("(NIL \"two\" NIL NIL NIL NIL NIL NIL NIL NIL)");
    }

    @Test
    void manyAddressesTakeLinearTime() {
        String list = "((".repeat(20_000) + "<".repeat(20_000) + "a@b, ".repeat(5_000) + ":".repeat(20_000);
        assertThat(envelope("To: " + list + "\n")).startsWith("(NIL NIL NIL NIL NIL ");
    }
}
