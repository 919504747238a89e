package org.mailbay.directory.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.AccessKey;
import org.mailbay.directory.AccessKeys.Issued;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.KeyTerms;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;

class StoredKeysTest {
    private final Town town;

    StoredKeysTest() throws Exception {
        town = new Town();
    }

    @AfterEach
    void close() {
        town.close();
    }

    private Issued issue(AccessKey.Kind kind, String... scopes) throws Exception {
        return town.directory
                .storedKeys()
                .issue(Town.ALICE, new KeyTerms(kind, "phone", Set.of(scopes), Optional.empty()));
    }

    @Test
    void anAppPasswordOpensWhatItIsForAndNothingElse() throws Exception {
        Issued issued = issue(AccessKey.Kind.APP_PASSWORD, "imap", "smtp");
        String password = issued.secret().reveal();
        assertThat(password).matches("([a-z2-9]{4}-){4}[a-z2-9]{4}");
        LogIn in = town.logIn("imap", Town.ALICE, password);
        assertThat(in.principal().address()).isEqualTo(Town.ALICE);
        assertThat(in.scopes()).containsExactlyInAnyOrder("imap", "smtp");
        assertThat(town.logIn("smtp", "ALICE@acme.test", password)).isEqualTo(in);
        for (String other : new String[] {"pop3", "jmap", "dav", "admin", ""}) {
            assertThat(town.logIn(other, Town.ALICE, password)).as(other).isNull();
        }
        assertThat(town.logIn("imap", Town.BOB, password)).as("somebody else").isNull();
        assertThat(town.token("imap", issued.secret())).as("as a token").isNull();
        assertThat(town.directory.authenticate(Town.ALICE, issued.secret())).isEmpty();
        assertThat(town.directory.door(Town.HERE).password(Town.ALICE, password))
                .isEqualTo(new org.mailbay.sasl.Answer.Wrong<>());
        assertThat(town.logIn("pop3", Town.ALICE, "demo"))
                .as("the password still opens everything")
                .isNotNull();
    }

    @Test
    void itMayBeTypedAsPeopleType() throws Exception {
        String password = issue(AccessKey.Kind.APP_PASSWORD, "imap").secret().reveal();
        assertThat(town.logIn("imap", Town.ALICE, password.replace("-", ""))).isNotNull();
        assertThat(town.logIn("imap", Town.ALICE, password.replace('-', ' '))).isNotNull();
        assertThat(town.logIn("imap", Town.ALICE, password.toUpperCase(Locale.ROOT)))
                .isNotNull();
        assertThat(town.logIn("imap", Town.ALICE, password.substring(1))).isNull();
    }

    @Test
    void revokingEndsWhatWasOpenedWithItAndNothingElse() throws Exception {
        Issued phone = issue(AccessKey.Kind.APP_PASSWORD, "imap");
        Issued desk = issue(AccessKey.Kind.TOKEN, "imap");
        LogIn byPhone = town.logIn("imap", Town.ALICE, phone.secret().reveal());
        LogIn byDesk = town.token("imap", desk.secret());
        LogIn byPassword = town.logIn("imap", Town.ALICE, "demo");
        assertThat(town.directory.storedKeys().of(Town.ALICE)).containsExactly(phone.key(), desk.key());
        assertThat(town.directory.isValid(byPhone.credential())).isTrue();
        long revision = town.directory.revision();

        assertRefused(
                Code.NOT_FOUND,
                () -> town.directory.storedKeys().revoke(Town.BOB, phone.key().id()));
        assertRefused(Code.NOT_FOUND, () -> town.directory.storedKeys().revoke(Town.ALICE, "p1"));
        town.directory.storedKeys().revoke(Town.ALICE, phone.key().id());
        assertThat(town.directory.revision()).isNotEqualTo(revision);
        assertThat(town.directory.isValid(byPhone.credential())).isFalse();
        assertThat(town.directory.isValid(byDesk.credential())).isTrue();
        assertThat(town.directory.isValid(byPassword.credential())).isTrue();
        assertThat(town.logIn("imap", Town.ALICE, phone.secret().reveal())).isNull();
        town.open();
        assertThat(town.logIn("imap", Town.ALICE, phone.secret().reveal()))
                .as("after a restart")
                .isNull();
        assertThat(town.token("imap", desk.secret())).isNotNull();
    }

    @Test
    void aKeyThatIsOverEndsItsSessions() throws Exception {
        Issued token = town.directory
                .storedKeys()
                .issue(
                        Town.ALICE,
                        new KeyTerms(
                                AccessKey.Kind.TOKEN,
                                "for a day",
                                Set.of("accounts.read"),
                                Optional.of(town.now.get().plus(Duration.ofDays(1)))));
        LogIn in = town.token("admin", token.secret());
        assertThat(in.scopes()).containsExactly("accounts.read");
        assertThat(town.token("imap", token.secret())).isNull();
        long revision = town.directory.revision();
        town.pass(Duration.ofHours(23));
        assertThat(town.directory.revision()).isEqualTo(revision);
        assertThat(town.directory.isValid(in.credential())).isTrue();
        town.pass(Duration.ofHours(1));
        assertThat(town.directory.revision()).as("sessions look again").isNotEqualTo(revision);
        assertThat(town.directory.isValid(in.credential())).isFalse();
        assertThat(town.token("admin", token.secret())).isNull();
        assertRefused(
                Code.MALFORMED,
                () -> town.directory
                        .storedKeys()
                        .issue(
                                Town.ALICE,
                                new KeyTerms(AccessKey.Kind.TOKEN, "x", Set.of("*"), Optional.of(town.now.get()))));
    }

    @Test
    void keysAreBoundedAndThoseThatAreOverMakeRoom() throws Exception {
        for (int i = 0; i < 100; i++) {
            Optional<java.time.Instant> end =
                    i == 0 ? Optional.of(town.now.get().plusSeconds(60)) : Optional.empty();
            town.directory
                    .storedKeys()
                    .issue(Town.ALICE, new KeyTerms(AccessKey.Kind.TOKEN, "k" + i, Set.of("*"), end));
        }
        assertRefused(Code.LIMIT, () -> issue(AccessKey.Kind.TOKEN, "*"));
        town.pass(Duration.ofMinutes(2));
        assertThat(issue(AccessKey.Kind.TOKEN, "*")).isNotNull();
        assertRefused(Code.LIMIT, () -> issue(AccessKey.Kind.TOKEN, "*"));
    }

    @Test
    void termsAreJudged() {
        for (String scope : new String[] {"", "IMAP", "a b", "accounts.", ".read", "a.b.c", "**", "x".repeat(50)}) {
            assertThatThrownBy(() -> new KeyTerms(AccessKey.Kind.TOKEN, "x", Set.of(scope), Optional.empty()))
                    .as(scope)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String name : new String[] {"", " ", "a\nb", "x".repeat(101)}) {
            assertThatThrownBy(() -> new KeyTerms(AccessKey.Kind.TOKEN, name, Set.of("*"), Optional.empty()))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new KeyTerms(AccessKey.Kind.TOKEN, "x", Set.of(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tokensFromBeforeAreOfUseUntilTheyAreRevoked() throws Exception {
        var system = town.memory.store().account(AccountId.SYSTEM).orElseThrow();
        String secret = "from-before";
        ObjectId id = system.write(tx -> tx.create(
                Types.TOKEN,
                Types.row(new Types.Token(Register.sha256(secret), Town.ALICE, "old")),
                new byte[0],
                java.util.List.of()));
        town.open();
        LogIn in = town.token("imap", Secret.of(secret));
        assertThat(in.scopes()).containsExactly("*");
        assertThat(in.credential().version()).isEqualTo("t-" + id);
        assertThat(town.directory.storedKeys().of(Town.ALICE))
                .extracting(AccessKey::name)
                .containsExactly("old");
        town.directory.users().orElseThrow().rename(Town.ALICE, "ann@acme.test");
        assertThat(town.token("imap", Secret.of(secret)).principal().address()).isEqualTo("ann@acme.test");
        town.directory.users().orElseThrow().remove("ann@acme.test");
        town.directory.createUser("ann@acme.test", "another one", Town.DEMO);
        assertThat(town.token("imap", Secret.of(secret))).as("not hers").isNull();
    }

    @Test
    void nothingOfASecretIsKept() throws Exception {
        Issued issued = issue(AccessKey.Kind.APP_PASSWORD, "imap");
        Objects keys = town.memory
                .store()
                .account(AccountId.SYSTEM)
                .orElseThrow()
                .snapshot()
                .objects(Types.KEY);
        Row row = keys.row(keys.all().toArray()[0]);
        assertThat(row.toString()).doesNotContain(issued.secret().reveal());
        assertThat(issued.toString()).doesNotContain(issued.secret().reveal());
        assertThat(Types.key(row).terms())
                .isEqualTo(new KeyTerms(AccessKey.Kind.APP_PASSWORD, "phone", Set.of("imap"), Optional.empty()));
    }

    @Test
    void whoIsSuspendedGetsInByNothing() throws Exception {
        Issued phone = issue(AccessKey.Kind.APP_PASSWORD, "imap");
        Issued desk = issue(AccessKey.Kind.TOKEN, "*");
        LogIn byPhone = town.logIn("imap", Town.ALICE, phone.secret().reveal());
        LogIn byPassword = town.logIn("imap", Town.ALICE, "demo");
        town.directory.users().orElseThrow().set(Town.ALICE, Principal.State.SUSPENDED);
        assertThat(town.logIn("imap", Town.ALICE, phone.secret().reveal())).isNull();
        assertThat(town.logIn("imap", Town.ALICE, "demo")).isNull();
        assertThat(town.token("imap", desk.secret())).isNull();
        assertThat(town.directory.isValid(byPhone.credential())).isFalse();
        assertThat(town.directory.isValid(byPassword.credential())).isFalse();
        town.directory.users().orElseThrow().set(Town.ALICE, Principal.State.ACTIVE);
        assertThat(town.logIn("imap", Town.ALICE, phone.secret().reveal())).isEqualTo(byPhone);
        assertThat(town.directory.isValid(byPassword.credential())).isTrue();
    }

    interface Refused {
        void run() throws Exception;
    }

    static void assertRefused(Code code, Refused change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        DirectoryException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
