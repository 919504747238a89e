package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 5464, RFC 9590, RFC 6154 §4, RFC 9698, RFC 5465 §5.6 and §5.7. */
final class MetadataTest {
    private static final String SHARED = "\"Other Users/alice@example.test/box\"";

    private final Office office = new Office(
            0,
            Map.of(
                    "adminUri", "mailto:postmaster@example.test",
                    "comment", "Sunday: no mail",
                    "jmapUrl", "https://mail.example.test/.well-known/jmap"));
    private final Wire alice = office.client("alice");

    MetadataTest() {
        alice.say("c CREATE box");
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void whatIsNotedIsReadAgain() {
        assertThat(alice.say("a GETMETADATA box /shared/comment"))
                .isEqualTo("* METADATA box (/shared/comment NIL) | a OK");
        assertThat(alice.say("a SETMETADATA box (/private/comment \"mine\" /shared/comment {5+}\r\na\r\nbc)"))
                .isEqualTo("a OK");
        assertThat(alice.say("a GETMETADATA box (/shared/comment /PRIVATE/Comment)"))
                .isEqualTo("* METADATA box (/shared/comment {5} | a | bc /PRIVATE/Comment \"mine\") | a OK");
        assertThat(alice.say("a SETMETADATA box (/PRIVATE/COMMENT NIL)")).isEqualTo("a OK");
        assertThat(alice.say("a GETMETADATA box /private/comment /shared/x"))
                .isEqualTo("* METADATA box (/private/comment NIL /shared/x NIL) | a OK");
        assertThat(alice.say("a SETMETADATA box (/private/comment \"\")")).isEqualTo("a OK");
        assertThat(alice.say("a GETMETADATA box /private/comment"))
                .as("empty is not none")
                .isEqualTo("* METADATA box (/private/comment \"\") | a OK");
    }

    @Test
    void valuesMayHoldAnything() {
        assertThat(alice.say("a SETMETADATA box (/private/vendor/x/y ~{3+}\r\n\0a\0 /private/vendor/x/z {2+}\r\nä)"))
                .isEqualTo("a OK");
        assertThat(alice.say("a GETMETADATA box (/private/vendor/x/y /private/vendor/x/z)"))
                .isEqualTo("* METADATA box (/private/vendor/x/y ~{3} | \0a\0 /private/vendor/x/z {2} | ä) | a OK");
    }

    @Test
    void depthAndMaxSize() {
        alice.say(
                "a SETMETADATA box (/private/a/b \"12345\" /private/a/b/c \"1\" /private/a \"123\" /private/ab \"x\")");
        assertThat(alice.say("a GETMETADATA box (DEPTH 1) /private/a"))
                .isEqualTo("* METADATA box (/private/a \"123\" /private/a/b \"12345\") | a OK");
        assertThat(alice.say("a GETMETADATA (DEPTH infinity MAXSIZE 3) box (/private/a)"))
                .isEqualTo("* METADATA box (/private/a \"123\" /private/a/b/c \"1\") | a OK [METADATA LONGENTRIES 5]");
        assertThat(alice.say("a GETMETADATA box (MAXSIZE 4) (/private/a/b)"))
                .isEqualTo("a OK [METADATA LONGENTRIES 5]");
        assertThat(alice.say("a GETMETADATA box (DEPTH 1) (/private)"))
                .isEqualTo("* METADATA box (/private/a \"123\" /private/ab \"x\") | a OK");
        assertThat(alice.say("a GETMETADATA box (DEPTH 2) /private/a")).isEqualTo("a BAD");
        assertThat(alice.say("a GETMETADATA box (WIDTH 2) /private/a")).isEqualTo("a BAD");
    }

    @Test
    void wrongNamesAreBad() {
        for (String name : new String[] {
            "/comment",
            "/shared/",
            "/shared//x",
            "\"/shared/a*\"",
            "\"/shared/%\"",
            "shared/x",
            "\"/private/\t\"",
            "\"\""
        }) {
            assertThat(alice.say("a GETMETADATA box " + name)).as(name).isEqualTo("a BAD");
            assertThat(alice.say("a SETMETADATA box (" + name + " \"x\")"))
                    .as(name)
                    .isEqualTo("a BAD");
        }
        assertThat(alice.say("a SETMETADATA box (/shared \"x\")")).isEqualTo("a BAD");
        assertThat(alice.say("a SETMETADATA box (/shared/x)")).isEqualTo("a BAD");
        assertThat(alice.say("a SETMETADATA box ()")).isEqualTo("a BAD");
        assertThat(alice.say("a GETMETADATA none /shared/x")).isEqualTo("a NO [NONEXISTENT]");
        assertThat(alice.say("a SETMETADATA none (/shared/x NIL)")).isEqualTo("a NO [NONEXISTENT]");
    }

    @Test
    void limitsLeaveNothingHalfDone() throws Exception {
        String long65537 = "{65537+}\r\n" + "x".repeat(65_537);
        assertThat(alice.say("a SETMETADATA box (/private/x \"1\" /private/y " + long65537 + ")"))
                .isEqualTo("a NO [METADATA MAXSIZE 65536]");
        assertThat(alice.say("a GETMETADATA box /private/x")).isEqualTo("* METADATA box (/private/x NIL) | a OK");
        for (int i = 0; i < 100; i++) {
            assertThat(alice.say("a SETMETADATA box (/private/n" + i + " \"1\")"))
                    .isEqualTo("a OK");
        }
        assertThat(alice.say("a SETMETADATA box (/private/n1 \"2\" /private/n100 \"1\")"))
                .isEqualTo("a NO [METADATA TOOMANY]");
        assertThat(alice.say("a GETMETADATA box /private/n1")).contains("\"1\"");
        assertThat(alice.say("a SETMETADATA box (/private/n1 NIL /private/n100 \"1\")"))
                .isEqualTo("a OK");
        for (int i = 0; i < 300; i++) {
            alice.say("a SETMETADATA box (/private/n0 \"1\" /private/m" + i + " NIL)");
            assertThat(alice.say("a SETMETADATA box (/private/n0 NIL /private/m" + i + " \"1\")"))
                    .isEqualTo("a OK");
            assertThat(alice.say("a SETMETADATA box (/private/m" + i + " NIL)")).isEqualTo("a OK");
        }
        assertThat(office.memory
                        .store()
                        .account(office.user("alice").account())
                        .orElseThrow()
                        .snapshot()
                        .objects(org.mailbay.mail.Mail.ANNOTATION)
                        .all()
                        .size())
                .as("what was removed does not pile up")
                .isLessThanOrEqualTo(201);
    }

    @Test
    void rightsOfOthers() {
        alice.say("a SETMETADATA box (/private/comment \"alice's\" /shared/comment \"all\")");
        alice.say("a SETACL box bob@example.test lr");
        Wire bob = office.client("bob");
        assertThat(bob.say("b GETMETADATA " + SHARED + " (/private/comment /shared/comment)"))
                .isEqualTo("* METADATA " + SHARED + " (/private/comment NIL /shared/comment \"all\") | b OK");
        assertThat(bob.say("b SETMETADATA " + SHARED + " (/private/comment \"bob's\")"))
                .isEqualTo("b OK");
        assertThat(bob.say("b SETMETADATA " + SHARED + " (/shared/comment \"bob's\")"))
                .isEqualTo("b NO [NOPERM]");
        assertThat(bob.say("b SETMETADATA " + SHARED + " (/private/specialuse \"\\\\Junk\")"))
                .isEqualTo("b NO [NOPERM]");
        assertThat(alice.say("a GETMETADATA box (DEPTH infinity) (/private /shared)"))
                .isEqualTo("* METADATA box (/private/comment \"alice's\" /shared/comment \"all\") | a OK");
        alice.say("a SETACL box bob@example.test lrw");
        assertThat(bob.say("b SETMETADATA " + SHARED + " (/shared/comment \"bob's\")"))
                .isEqualTo("b OK");
        alice.say("a DELETEACL box bob@example.test");
        assertThat(bob.say("b GETMETADATA " + SHARED + " /shared/comment")).isEqualTo("b NO [NONEXISTENT]");
        assertThat(bob.say("b SETMETADATA " + SHARED + " (/shared/comment NIL)"))
                .isEqualTo("b NO [NONEXISTENT]");
        assertThat(alice.say("a GETMETADATA box /shared/comment")).contains("\"bob's\"");
    }

    @Test
    void theServerSaysWhoRunsIt() {
        assertThat(alice.say("a GETMETADATA \"\" (/shared/admin /shared/comment /private/comment)"))
                .isEqualTo("* METADATA \"\" (/shared/admin \"mailto:postmaster@example.test\""
                        + " /shared/comment \"Sunday: no mail\" /private/comment NIL) | a OK");
        assertThat(alice.say("a SETMETADATA \"\" (/shared/admin \"mailto:me@example.test\")"))
                .isEqualTo("a NO [NOPERM]");
        assertThat(alice.say("a SETMETADATA \"\" (/shared/comment NIL)")).isEqualTo("a NO [NOPERM]");
        assertThat(alice.say("a SETMETADATA \"\" (/private/comment \"note\")")).isEqualTo("a OK");
        assertThat(alice.say("a GETMETADATA \"\" (DEPTH 1) /private"))
                .isEqualTo("* METADATA \"\" (/private/comment \"note\") | a OK");
        assertThat(office.client("bob").say("b GETMETADATA \"\" /private/comment"))
                .isEqualTo("* METADATA \"\" (/private/comment NIL) | b OK");
        assertThat(alice.say("a GETJMAPACCESS"))
                .isEqualTo("* JMAPACCESS \"https://mail.example.test/.well-known/jmap\" | a OK");
        assertThat(alice.say("a CAPABILITY")).contains(" JMAPACCESS", " METADATA", " LIST-METADATA");
        try (Office other = new Office()) {
            Wire carol = other.client("carol");
            assertThat(carol.say("c CAPABILITY")).doesNotContain("JMAPACCESS");
            assertThat(carol.say("c GETJMAPACCESS")).isEqualTo("c BAD");
        }
    }

    @Test
    void specialUse() {
        assertThat(alice.say("a GETMETADATA box /private/specialuse"))
                .isEqualTo("* METADATA box (/private/specialuse NIL) | a OK");
        assertThat(alice.say("a SETMETADATA box (/private/specialuse \"\\\\Memos\" /private/comment \"x\")"))
                .isEqualTo("a OK");
        assertThat(alice.say("a LIST \"\" box RETURN (SPECIAL-USE)")).contains("\\Memos");
        assertThat(alice.say("a GETMETADATA box (DEPTH infinity) /private"))
                .isEqualTo("* METADATA box (/private/comment \"x\" /private/specialuse \"\\\\Memos\") | a OK");
        alice.say("a CREATE other (USE (\\Flagged))");
        assertThat(alice.say("a GETMETADATA other /private/specialuse"))
                .isEqualTo("* METADATA other (/private/specialuse \"\\\\Flagged\") | a OK");
        assertThat(alice.say("a SETMETADATA other (/private/comment \"x\" /private/specialuse \"\\\\Memos\")"))
                .isEqualTo("a NO [USEATTR]");
        assertThat(alice.say("a SETMETADATA other (/private/comment \"x\" /private/specialuse \"\\\\Nothing\")"))
                .isEqualTo("a NO [USEATTR]");
        assertThat(alice.say("a GETMETADATA other (DEPTH 1) /private"))
                .as("nothing was changed")
                .isEqualTo("* METADATA other (/private/specialuse \"\\\\Flagged\") | a OK");
        assertThat(alice.say("a SETMETADATA INBOX (/private/specialuse \"\\\\Junk\")"))
                .isEqualTo("a NO [USEATTR]");
        assertThat(alice.say("a SETMETADATA INBOX (/private/specialuse NIL)")).isEqualTo("a OK");
        assertThat(alice.say("a SETMETADATA box (/private/specialuse NIL)")).isEqualTo("a OK");
        assertThat(alice.say("a LIST \"\" box RETURN (SPECIAL-USE)")).doesNotContain("\\Memos");
    }

    @Test
    void annotationsFollowTheirMailbox() {
        alice.say("a SETMETADATA box (/private/comment \"x\")");
        alice.say("a RENAME box chest");
        assertThat(alice.say("a GETMETADATA chest /private/comment")).contains("\"x\"");
        alice.say("a DELETE chest");
        alice.say("a CREATE chest");
        assertThat(alice.say("a GETMETADATA chest /private/comment")).contains("NIL");
        alice.say("a SETMETADATA INBOX (/private/comment \"in\" /shared/comment \"all\")");
        alice.say("a RENAME INBOX old");
        for (String mailbox : new String[] {"INBOX", "old"}) {
            assertThat(alice.say("a GETMETADATA " + mailbox + " (/private/comment /shared/comment)"))
                    .contains("\"in\"", "\"all\"");
        }
    }

    @Test
    void listTellsThem() {
        alice.say("a CREATE empty");
        alice.say("a SETMETADATA box (/private/comment \"x\")");
        assertThat(alice.say("a LIST \"\" (box empty) RETURN (METADATA (/private/comment /shared/comment))"))
                .isEqualTo("* LIST (\\HasNoChildren) \"/\" box | "
                        + "* METADATA box (/private/comment \"x\" /shared/comment NIL) | "
                        + "* LIST (\\HasNoChildren) \"/\" empty | "
                        + "* METADATA empty (/private/comment NIL /shared/comment NIL) | a OK");
        assertThat(alice.say("a LIST \"\" box RETURN (METADATA /private/comment)"))
                .isEqualTo("a BAD");
        assertThat(alice.say("a LIST \"\" box RETURN (METADATA ())")).isEqualTo("a BAD");
    }

    @Test
    void changesOfOthersAreToldToWhoEnabledIt() {
        Wire second = office.client("alice");
        second.say("s SETMETADATA box (/private/comment \"before\")");
        assertThat(alice.say("a ENABLE METADATA")).isEqualTo("* ENABLED METADATA | a OK");
        assertThat(alice.say("a NOOP")).isEqualTo("a OK");
        second.say("s SETMETADATA box (/private/comment \"x\" /shared/comment \"y\")");
        second.say("s SETMETADATA \"\" (/private/comment \"z\")");
        assertThat(alice.say("a NOOP"))
                .isEqualTo("* METADATA box /shared/comment /private/comment | * METADATA \"\" /private/comment | a OK");
        assertThat(alice.say("a SETMETADATA box (/private/comment \"own\")"))
                .as("its own")
                .isEqualTo("a OK");
        assertThat(alice.say("a NOOP")).isEqualTo("a OK");
        alice.say("i IDLE");
        second.say("s SETMETADATA box (/private/comment NIL)");
        assertThat(alice.unasked()).isEqualTo("* METADATA box /private/comment");
        alice.freeze();
        second.say("s SETMETADATA box (/shared/comment NIL)");
        alice.thaw();
        assertThat(alice.unasked()).isEqualTo("* METADATA box /shared/comment");
        assertThat(second.say("s NOOP")).as("did not ask for it").isEqualTo("s OK");
    }

    @Test
    void changesInWhatOthersShare() {
        alice.say("a SETACL box bob@example.test lrw");
        Wire bob = office.client("bob");
        alice.say("a ENABLE METADATA");
        bob.say("b ENABLE METADATA");
        bob.say("b SETMETADATA " + SHARED + " (/private/comment \"x\" /shared/comment \"y\")");
        assertThat(alice.say("a NOOP")).isEqualTo("* METADATA box /shared/comment | a OK");
        alice.say("a SETMETADATA box (/private/comment \"x\" /shared/comment \"z\")");
        assertThat(bob.say("b NOOP")).isEqualTo("* METADATA " + SHARED + " /shared/comment | b OK");
    }

    @Test
    void notifyTellsThem() {
        Wire second = office.client("alice");
        assertThat(alice.say("a NOTIFY SET (mailboxes box (MailboxMetadataChange)) (personal (ServerMetadataChange))"))
                .isEqualTo("a OK");
        second.say("s SETMETADATA INBOX (/private/comment \"not asked for\")");
        assertThat(alice.unasked()).isEmpty();
        second.say("s SETMETADATA box (/private/comment \"x\")");
        assertThat(alice.unasked()).isEqualTo("* METADATA box /private/comment");
        second.say("s SETMETADATA \"\" (/private/comment \"x\")");
        assertThat(alice.unasked()).isEqualTo("* METADATA \"\" /private/comment");
        alice.say("a SETMETADATA box (/private/comment \"own\")");
        assertThat(alice.unasked()).isEmpty();
        alice.freeze();
        second.say("s SETMETADATA box (/private/comment NIL)");
        alice.thaw();
        assertThat(alice.unasked()).isEqualTo("* METADATA box /private/comment");
        alice.say("a NOTIFY NONE");
        second.say("s SETMETADATA box (/private/comment \"y\")");
        assertThat(alice.unasked()).isEmpty();
    }
}
