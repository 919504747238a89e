package org.mailbay.directory.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Credential;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.directory.Secret;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

class StoredDirectoryTest {
    private static final Secret DEMO = Secret.of("demo");

    private final MemoryStore memory = new MemoryStore();
    private StoredDirectory directory;

    @BeforeEach
    void open() throws Exception {
        directory = directory();
        directory.createDomain(directory.createTenant("acme").id(), "Müller.example");
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private StoredDirectory directory() throws IOException {
        return new StoredDirectory(
                memory.store(),
                new Attempts(Configurations.of(Attempts.Config.class, Map.of())),
                Configurations.of(StoredDirectory.Config.class, Map.of("passwordMemoryKib", 64)));
    }

    @Test
    void knowsWhoseAnAddressIs() throws Exception {
        Principal alice = directory.createUser("Alice@müller.example", "Alice", DEMO);
        assertThat(alice.address()).isEqualTo("alice@müller.example");
        for (String spelling :
                List.of("alice@müller.example", "ALICE@xn--mller-kva.EXAMPLE", "\"alice\"@Müller.example")) {
            assertThat(directory.recipient(spelling)).as(spelling).isEqualTo(new Recipient.Local(alice));
            assertThat(directory.principal(spelling)).as(spelling).contains(alice);
        }
        assertThat(directory.recipient("bob@müller.example")).isEqualTo(new Recipient.Unknown());
        assertThat(directory.recipient("alice@elsewhere.example")).isEqualTo(new Recipient.Elsewhere());
        assertThat(directory.recipient("alice")).isEqualTo(new Recipient.Malformed());
        assertThat(memory.store().account(alice.account())).isPresent();
    }

    @Test
    void rfc5321_4_5_1_postmasterIsTheAdministrator() throws Exception {
        assertThat(directory.recipient("postmaster")).isEqualTo(new Recipient.Unknown());
        new FirstStart(directory, true);
        Principal admin = directory.principal("admin").orElseThrow();
        assertThat(directory.recipient("Postmaster")).isEqualTo(new Recipient.Local(admin));
        assertThat(directory.recipient("postmaster@müller.example")).isEqualTo(new Recipient.Local(admin));
    }

    @Test
    void passwordsMatchOrNot() throws Exception {
        directory.createUser("alice@müller.example", "", DEMO);
        assertThat(directory.authenticate("alice@müller.example", Secret.of("wrong")))
                .isEmpty();
        assertThat(directory.authenticate("alice@müller.example", DEMO)).isPresent();
        assertThat(directory.authenticate("alice@müller.example", DEMO))
                .as("remembered")
                .isPresent();
        assertThat(directory.authenticate("alice@müller.example", Secret.of("wrong")))
                .isEmpty();
        assertThat(directory.authenticate("ALICE@xn--mller-kva.example", DEMO)).isPresent();
        assertThat(directory.authenticate("nobody@müller.example", DEMO)).isEmpty();
        assertThat(directory.authenticate("'; drop table", DEMO)).isEmpty();

        directory.setPassword("alice@müller.example", Secret.of("new"));
        assertThat(directory.authenticate("alice@müller.example", DEMO))
                .as("not remembered")
                .isEmpty();
        assertThat(directory.authenticate("alice@müller.example", Secret.of("new")))
                .isPresent();
    }

    @Test
    void aPasswordThatIsRememberedIsOneUsersOnly() throws Exception {
        directory.createUser("alice@müller.example", "", DEMO);
        directory.createUser("bob@müller.example", "", Secret.of("other"));
        directory.createUser("alic@müller.example", "", Secret.of("third"));
        for (int i = 0; i < 2; i++) {
            assertThat(directory.authenticate("alice@müller.example", DEMO)).isPresent();
            for (String who : List.of("bob@müller.example", "alic@müller.example", "alice", "")) {
                assertThat(directory.authenticate(who, DEMO)).as(who).isEmpty();
            }
            assertThat(directory.authenticate("bob@müller.example", Secret.of("other")))
                    .map(Principal::address)
                    .contains("bob@müller.example");
            assertThat(directory.authenticate("alice@müller.example", Secret.of("other")))
                    .isEmpty();
        }
        KnownPasswords known = new KnownPasswords(Duration.ofMinutes(1));
        known.remember("ab", 12, Secret.of("c"));
        assertThat(known.knows("ab", 12, Secret.of("c"))).isTrue();
        assertThat(known.knows("a", 12, Secret.of("bc"))).isFalse();
        assertThat(known.knows("ab", 1, Secret.of("2c"))).isFalse();
        assertThat(known.knows("ab", 13, Secret.of("c")))
                .as("changed meanwhile")
                .isFalse();
    }

    @Test
    void aNameIsNoQuery() throws Exception {
        directory.createUser("alice@müller.example", "", DEMO);
        for (String name : List.of(
                "' or '1'='1",
                "alice@müller.example' --",
                "alice@müller.example'; drop table principal; --",
                "*",
                "%",
                "alice@%",
                "_lice@müller.example",
                "*)(uid=*))(|(uid=*",
                "alice@müller.example)(|(a=*",
                "alice@müller.example\0",
                "\0",
                "\\",
                "../alice@müller.example")) {
            assertThat(directory.authenticate(name, DEMO)).as(name).isEmpty();
            assertThat(directory.principal(name)).as(name).isEmpty();
            assertThat(directory.recipient(name)).as(name).isNotInstanceOf(Recipient.Local.class);
        }
        assertThat(directory.authenticate("alice@müller.example", DEMO)).isPresent();
    }

    @Test
    void tokensAreKeptAsHashes() throws Exception {
        directory.createUser("alice@müller.example", "", DEMO);
        Secret token = directory.issueToken("alice@müller.example", "phone");
        assertThat(directory.authenticateToken(token)).map(Principal::address).contains("alice@müller.example");
        assertThat(directory.authenticateToken(Secret.of("x"))).isEmpty();
        assertThat(directory.toString()).doesNotContain(token.reveal());
    }

    @Test
    void aCredentialIsValidUntilThePasswordIsSetAnew() throws Exception {
        String alice = "alice@müller.example";
        directory.createUser(alice, "", DEMO);
        directory.createUser("bob@müller.example", "", DEMO);
        Credential first = directory.logIn(alice, DEMO).orElseThrow().credential();
        Credential bob =
                directory.logIn("bob@müller.example", DEMO).orElseThrow().credential();
        assertThat(directory.logIn(alice, DEMO).orElseThrow().credential()).isEqualTo(first);
        assertThat(first.version()).isNotEqualTo(bob.version());
        assertThat(directory.isValid(first)).isTrue();
        assertThat(directory().isValid(first)).as("after a restart").isTrue();

        long revision = directory.revision();
        directory.setPassword(alice, DEMO);
        assertThat(directory.revision()).isNotEqualTo(revision);
        assertThat(directory.isValid(first)).as("the same word, set anew").isFalse();
        assertThat(directory().isValid(first)).isFalse();
        assertThat(directory.isValid(bob)).isTrue();
        assertThat(directory.isValid(directory.logIn(alice, DEMO).orElseThrow().credential()))
                .isTrue();
        assertThat(directory.isValid(new Credential("nobody@müller.example", first.version())))
                .isFalse();
    }

    @Test
    void aRevokedTokenLetsNobodyIn() throws Exception {
        String alice = "alice@müller.example";
        directory.createUser(alice, "", DEMO);
        directory.createUser("bob@müller.example", "", DEMO);
        Secret phone = directory.issueToken(alice, "phone");
        Secret desk = directory.issueToken(alice, "desk");
        Secret others = directory.issueToken("bob@müller.example", "phone");
        Credential credential = directory.logIn(phone).orElseThrow().credential();
        assertThat(directory.isValid(credential)).isTrue();
        assertThat(directory.isValid(new Credential("bob@müller.example", credential.version())))
                .isFalse();

        long revision = directory.revision();
        assertThat(directory.revokeTokens("ALICE@müller.example", "phone")).isEqualTo(1);
        assertThat(directory.revision()).isNotEqualTo(revision);
        assertThat(directory.isValid(credential)).isFalse();
        assertThat(directory.logIn(phone)).isEmpty();
        assertThat(directory.logIn(desk)).isPresent();
        assertThat(directory.logIn(others)).isPresent();
        assertThat(directory().logIn(phone)).as("after a restart").isEmpty();
    }

    @Test
    void survivesARestart() throws Exception {
        directory.createUser("alice@müller.example", "Alice", DEMO);
        Secret token = directory.issueToken("alice@müller.example", "phone");
        StoredDirectory again = directory();
        assertThat(again.principals()).isEqualTo(directory.principals());
        assertThat(again.domains()).isEqualTo(directory.domains());
        assertThat(again.tenants()).isEqualTo(directory.tenants());
        assertThat(again.authenticate("alice@müller.example", DEMO)).isPresent();
        assertThat(again.authenticateToken(token)).isPresent();
    }

    @Test
    void refusesWhatIsThereOrMalformed() throws Exception {
        directory.createUser("alice@müller.example", "", DEMO);
        assertRefused(Code.EXISTS, () -> directory.createUser("ALICE@müller.example", "", DEMO));
        assertRefused(Code.EXISTS, () -> directory.createTenant("acme"));
        assertRefused(
                Code.EXISTS,
                () -> directory.createDomain(directory.tenants().getFirst().id(), "xn--mller-kva.example"));
        assertRefused(Code.NOT_FOUND, () -> directory.createUser("a@elsewhere.example", "", DEMO));
        assertRefused(Code.NOT_FOUND, () -> directory.setPassword("bob@müller.example", DEMO));
        assertRefused(Code.MALFORMED, () -> directory.createUser("a b@müller.example", "", DEMO));
        assertRefused(Code.MALFORMED, () -> directory.createTenant("../x"));
        assertRefused(
                Code.MALFORMED,
                () -> directory.createDomain(directory.tenants().getFirst().id(), "[192.0.2.1]"));
    }

    private interface Refused {
        void run() throws Exception;
    }

    private static void assertRefused(Code code, Refused change) {
        assertThatThrownBy(change::run)
                .isInstanceOfSatisfying(
                        DirectoryException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void theFirstStartAnnouncesAPasswordOnce() throws Exception {
        String announced = new FirstStart(directory, false).get();
        String password = announced.replaceAll(".*password (\\w+).*", "$1");
        assertThat(directory.authenticate("admin", Secret.of(password)))
                .hasValueSatisfying(admin -> assertThat(admin.roles()).contains(Principal.Role.SYSTEM_ADMINISTRATOR));
        assertThat(new FirstStart(directory, false).get()).isEmpty();
    }
}
