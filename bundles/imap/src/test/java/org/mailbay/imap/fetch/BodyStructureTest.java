package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** BODYSTRUCTURE and BODY: RFC 9051 §7.5.2. */
class BodyStructureTest {
    @Test
    void aPlainText() {
        Fetched lasker = Fetched.of(EnvelopeTest.LASKER);
        assertThat(lasker.value("BODY"))
                .isEqualTo("(\"text\" \"plain\" (\"charset\" \"US-ASCII\") NIL NIL \"7bit\" 6 1)");
        assertThat(lasker.value("BODYSTRUCTURE"))
                .isEqualTo("(\"text\" \"plain\" (\"charset\" \"US-ASCII\") NIL NIL \"7bit\" 6 1 NIL NIL NIL NIL)");
        assertThat(Fetched.of("Subject: x\n\nbody").value("BODY"))
                .isEqualTo("(\"text\" \"plain\" NIL NIL NIL \"7bit\" 4 0)");
    }

    @Test
    void everyKindOfPart() {
        assertThat(Fetched.of(Messages.OF_THE_RFC).value("BODY"))
                .isEqualTo("("
                        + "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 3 0)"
                        + "(\"application\" \"octet-stream\" NIL NIL NIL \"base64\" 8)"
                        + "(\"message\" \"rfc822\" NIL NIL \"three\" \"7bit\" 205 "
                        + "(NIL \"third\" ((NIL NIL \"b\" \"example.org\")) ((NIL NIL \"b\" \"example.org\"))"
                        + " ((NIL NIL \"b\" \"example.org\")) NIL NIL NIL NIL NIL) "
                        + "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 9 0)"
                        + "(\"application\" \"octet-stream\" NIL NIL NIL \"7bit\" 9) \"mixed\") 12)"
                        + "((\"image\" \"gif\" NIL NIL NIL \"x-unknown\" 8)"
                        + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 378 "
                        + "(NIL \"fourth\" ((NIL NIL \"c\" \"example.org\")) ((NIL NIL \"c\" \"example.org\"))"
                        + " ((NIL NIL \"c\" \"example.org\")) NIL NIL NIL NIL NIL) "
                        + "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 12 0)"
                        + "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 16 0)"
                        + "(\"text\" \"richtext\" NIL NIL NIL \"quoted-printable\" 22 0) \"alternative\") \"mixed\") 21)"
                        + " \"mixed\")"
                        + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 52 "
                        + "(NIL \"a single one inside\" NIL NIL NIL NIL NIL NIL NIL NIL) "
                        + "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 8 0) 3)"
                        + " \"mixed\")");
    }

    @Test
    void extensionData() {
        assertThat(Fetched.of("""
                        Content-Type: multipart/mixed; boundary="b c"
                        Content-Language: de, en
                        Content-Location: http://example.org/

                        --b c
                        Content-Type: application/pdf; name="a \\"b\\".pdf"
                        Content-Disposition: attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac%20;
                         filename*2=x; size=5
                        Content-ID: <1@x>
                        Content-Language: de
                        Content-Description: =?iso-8859-1?q?Gr=FC=DFe?=

                        x
                        --b c
                        Content-Disposition: inline

                        y
                        --b c--
                        """).value("BODYSTRUCTURE"))
                .isEqualTo("("
                        + "(\"application\" \"pdf\" (\"name\" \"a \\\"b\\\".pdf\") \"<1@x>\" \"=?utf-8?B?R3LDvMOfZQ==?=\" \"7bit\" 1"
                        + " NIL (\"attachment\" (\"size\" \"5\" \"filename*\" \"utf-8''%E2%82%AC%20x\")) \"de\" NIL)"
                        + "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 0 NIL (\"inline\" NIL) NIL NIL)"
                        + " \"mixed\" (\"boundary\" \"b c\") NIL (\"de\" \"en\") \"http://example.org/\")");
    }

    @Test
    void aMultipartWithoutPartsIsText() {
        assertThat(Fetched.of("Content-Type: multipart/mixed; boundary=x\n\nnothing\n")
                        .value("BODY"))
                .isEqualTo("(\"text\" \"plain\" NIL NIL NIL \"7bit\" 9 1)");
    }

    @Test
    void aMessageThatIsEncodedIsNotLookedInto() {
        assertThat(Fetched.of("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0K\n")
                        .value("BODY"))
                .isEqualTo("(\"message\" \"rfc822\" NIL NIL NIL \"base64\" 18"
                        + " (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"
                        + " (\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0) 1)");
    }

    @Test
    void messageGlobalIsAMessageToThoseWhoKnowIt() {
        Fetched global = Fetched.of("Content-Type: message/global\n\nSubject: x\n\nbody\n");
        assertThat(global.fetch("BODY")).isEqualTo("* 3 FETCH (BODY (\"message\" \"global\" NIL NIL NIL \"7bit\" 20))");
        assertThat(global.fetch("BODY", true, new Envelopes(0)))
                .isEqualTo("* 3 FETCH (BODY (\"message\" \"global\" NIL NIL NIL \"7bit\" 20"
                        + " (NIL \"x\" NIL NIL NIL NIL NIL NIL NIL NIL)"
                        + " (\"text\" \"plain\" NIL NIL NIL \"7bit\" 6 1) 3))");
    }

    @Test
    void descriptionsAreEncodedInWordsOfTheirLength() {
        String long255 = "\u20ac".repeat(85);
        assertThat(Words.encode(long255).split(" ")).hasSize(6).allMatch(word -> word.length() <= 75);
        assertThat(Words.encode("plain")).isEqualTo("plain");
    }

    @Test
    void deepOnesEnd() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        Fetched fetched = Fetched.of(deep.toString());
        fetched.fetch("(BODYSTRUCTURE BODY)");
        assertThat(Wire.read(fetched.answered)).hasSize(4);
        Fetched messages = Fetched.of("Content-Type: message/rfc822\n\n".repeat(200));
        messages.fetch("(BODYSTRUCTURE BODY)");
        assertThat(Wire.read(messages.answered)).hasSize(4);
    }
}
