package org.mailbay.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mailboxes are shared with the commands of RFC 4314, and quotas told with those of RFC 9208. */
final class AclTest {
    private static final String SHARED = "\"Other Users/alice@example.test/Box\"";

    private final Office office = new Office();
    private final Wire alice = office.client("alice");
    private final Wire bob = office.client("bob");

    AclTest() {
        alice.say("a CREATE Box");
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void rightsAreGivenAddedTakenAndShown() {
        assertThat(alice.say("a CAPABILITY")).contains(" ACL ", " RIGHTS=kxte ", " QUOTA ", " QUOTA=RES-STORAGE ");
        assertThat(alice.say("a GETACL Box")).isEqualTo("* ACL Box alice@example.test lrswipkxteacd | a OK");
        assertThat(alice.say("a MYRIGHTS Box")).isEqualTo("* MYRIGHTS Box lrswipkxteacd | a OK");
        assertThat(alice.say("a SETACL Box bob@example.test lrs")).isEqualTo("a OK");
        assertThat(alice.say("a SETACL Box carol@example.test lrd")).isEqualTo("a OK");
        assertThat(alice.say("a GETACL Box"))
                .isEqualTo("* ACL Box alice@example.test lrswipkxteacd bob@example.test lrs carol@example.test lrted"
                        + " | a OK");
        assertThat(alice.say("a SETACL Box bob@example.test +c")).isEqualTo("a OK");
        assertThat(alice.say("a SETACL Box bob@example.test -sx")).isEqualTo("a OK");
        assertThat(alice.say("a DELETEACL Box carol@example.test")).isEqualTo("a OK");
        assertThat(alice.say("a GETACL Box"))
                .isEqualTo("* ACL Box alice@example.test lrswipkxteacd bob@example.test lrkc | a OK");
        assertThat(bob.say("b MYRIGHTS " + SHARED)).isEqualTo("* MYRIGHTS " + SHARED + " lrkc | b OK");
        assertThat(bob.say("b LIST \"\" " + SHARED + " RETURN (MYRIGHTS)")).contains("* MYRIGHTS " + SHARED + " lrkc");
        assertThat(alice.say("a SETACL Box bob@example.test \"\"")).isEqualTo("a OK");
        assertThat(alice.say("a GETACL Box")).isEqualTo("* ACL Box alice@example.test lrswipkxteacd | a OK");
        assertThat(bob.say("b MYRIGHTS " + SHARED)).isEqualTo("b NO [NONEXISTENT]");
    }

    @Test
    void onlyWhoMayAdministerSeesTheList() {
        alice.say("a SETACL Box bob@example.test lr");
        assertThat(bob.say("b GETACL " + SHARED)).isEqualTo("b NO [NOPERM]");
        assertThat(bob.say("b LISTRIGHTS " + SHARED + " carol@example.test")).isEqualTo("b NO [NOPERM]");
        assertThat(bob.say("b SETACL " + SHARED + " bob@example.test lra")).isEqualTo("b NO [NOPERM]");
        assertThat(bob.say("b DELETEACL " + SHARED + " bob@example.test")).isEqualTo("b NO [NOPERM]");
        alice.say("a SETACL Box bob@example.test +a");
        assertThat(bob.say("b SETACL " + SHARED + " carol@example.test lr")).isEqualTo("b OK");
        assertThat(bob.say("b GETACL " + SHARED))
                .isEqualTo("* ACL " + SHARED + " alice@example.test lrswipkxteacd bob@example.test lra"
                        + " carol@example.test lr | b OK");
        Wire mallory = office.client("mallory");
        assertThat(mallory.say("m GETACL " + SHARED))
                .as("as if it were not there")
                .isEqualTo("m NO [NONEXISTENT]")
                .isEqualTo(mallory.say("m GETACL \"Other Users/alice@example.test/Nothing\""));
    }

    @Test
    void whatCanBeGivenIsListed() {
        assertThat(alice.say("a LISTRIGHTS Box bob@example.test"))
                .isEqualTo("* LISTRIGHTS Box bob@example.test \"\" l r s w i p k x t e a c d | a OK");
        assertThat(alice.say("a LISTRIGHTS Box alice@example.test"))
                .isEqualTo("* LISTRIGHTS Box alice@example.test lrswipkxteacd | a OK");
    }

    @Test
    void othersThanUsersAreRefused() {
        for (String nobody : new String[] {"anyone", "-bob@example.test", "mallory@example.test", "x@example.test"}) {
            assertThat(alice.say("a SETACL Box " + nobody + " lr")).as(nobody).isEqualTo("a NO [CANNOT]");
            assertThat(alice.say("a LISTRIGHTS Box " + nobody)).as(nobody).isEqualTo("a NO [CANNOT]");
        }
        assertThat(alice.say("a SETACL Box alice@example.test lr")).isEqualTo("a NO [CANNOT]");
        assertThat(alice.say("a SETACL Box alice@example.test +lr")).isEqualTo("a OK");
        assertThat(alice.say("a DELETEACL Box alice@example.test")).isEqualTo("a NO [CANNOT]");
        assertThat(alice.say("a SETACL Box bob@example.test lrQ")).isEqualTo("a BAD");
        assertThat(alice.say("a SETACL Box bob@example.test lrq")).isEqualTo("a BAD");
        assertThat(alice.say("a SETACL Box \"\" lr")).isEqualTo("a BAD");
        assertThat(alice.say("a SETACL Nowhere bob@example.test lr")).isEqualTo("a NO [NONEXISTENT]");
        assertThat(alice.say("a GETACL Box")).isEqualTo("* ACL Box alice@example.test lrswipkxteacd | a OK");
    }

    @Test
    void quotaIsToldToTheOwnerOnly() {
        alice.say("a SETACL Box bob@example.test lri");
        assertThat(alice.say("a GETQUOTAROOT Box"))
                .isEqualTo("* QUOTAROOT Box alice@example.test | * QUOTA alice@example.test () | a OK");
        assertThat(bob.say("b GETQUOTAROOT " + SHARED)).isEqualTo("* QUOTAROOT " + SHARED + " | b OK");
        assertThat(bob.say("b GETQUOTA alice@example.test")).isEqualTo("b NO [NONEXISTENT]");
        assertThat(alice.say("a SETQUOTA alice@example.test (STORAGE 1)")).isEqualTo("a NO [NOPERM]");
        assertThat(alice.say("a SETQUOTA alice@example.test (STORAGE)")).isEqualTo("a BAD");
    }

    @Test
    void storageIsToldInUnitsOf1024() {
        try (Office small = new Office(1, java.util.Map.of())) {
            Wire client = small.client("alice");
            String message = "Subject: x\r\n\r\n" + "x".repeat(5_000);
            client.say("a APPEND INBOX {" + message.length() + "+}\r\n" + message);
            assertThat(client.say("a GETQUOTA alice@example.test"))
                    .matches("\\* QUOTA alice@example.test \\(STORAGE ([5-9]|1\\d) 1024\\) \\| a OK");
            assertThat(client.say("a GETQUOTAROOT NotYet")).startsWith("* QUOTAROOT NotYet alice@example.test | ");
            String large = "Subject: x\r\n\r\n" + "x".repeat(1_100_000);
            assertThat(client.say("a APPEND INBOX {" + large.length() + "+}\r\n" + large))
                    .isEqualTo("a NO [OVERQUOTA]");
        }
    }
}
