package org.mailbay.directory.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Credential;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Secret;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.ClientExchange;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.Exchange;
import org.mailbay.sasl.Offer;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;
import org.mailbay.sasl.Step;
import org.mailbay.store.AccountId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

class StoredDoorTest {
    private static final String ALICE = "alice@example.test";
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("198.51.100.7");

    private final MemoryStore memory = new MemoryStore();
    private StoredDirectory directory;

    @BeforeEach
    void open() throws Exception {
        directory = directory(true);
        directory.createDomain(directory.createTenant("acme").id(), "example.test");
        directory.createUser(ALICE, "", Secret.of("demo"));
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private StoredDirectory directory(boolean scram) throws IOException {
        return new StoredDirectory(
                memory.store(),
                new Attempts(Configurations.of(Attempts.Config.class, Map.of("accountFailures", 4, "delayMillis", 0))),
                Configurations.of(StoredDirectory.Config.class, Map.of("passwordMemoryKib", 64, "scram", scram)));
    }

    private Step<LogIn> scram(String mechanism, String name, String password) throws Exception {
        Exchange<LogIn> server = new Offer(true, Map.of(), directory.hasVerifiers())
                .<LogIn>begin(mechanism)
                .orElseThrow();
        ClientExchange client =
                ClientExchange.of(List.of(mechanism), true, name, password).orElseThrow();
        Door<LogIn> door = directory.door(HERE);
        Step<LogIn> step = server.start(client.initial().orElse(null), door);
        while (step instanceof Step.Challenge<LogIn>(byte[] challenge)) {
            step = server.next(client.next(challenge), door);
        }
        return step;
    }

    private static LogIn in(Step<LogIn> step) {
        assertThat(step).isInstanceOf(Step.Success.class);
        return ((Step.Success<LogIn>) step).who();
    }

    @Test
    void whoLogsInByScramHasTheCredentialOfThePassword() throws Exception {
        LogIn plain = directory.logIn(ALICE, Secret.of("demo")).orElseThrow();
        for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN")) {
            assertThat(in(scram(mechanism, ALICE, "demo"))).as(mechanism).isEqualTo(plain);
            assertThat(in(scram(mechanism, "ALICE@EXAMPLE.test", "demo")))
                    .as(mechanism)
                    .isEqualTo(plain);
            assertThat(scram(mechanism, ALICE, "wrong")).isInstanceOf(Step.Refused.class);
            assertThat(scram(mechanism, "nobody@example.test", "demo")).isInstanceOf(Step.Refused.class);
            directory.door(HERE).password(ALICE, "demo");
        }
        assertThat(directory.isValid(plain.credential())).isTrue();
        directory.setPassword(ALICE, Secret.of("new"));
        assertThat(directory.isValid(plain.credential()))
                .as("sessions logged in by SCRAM end with their password")
                .isFalse();
        assertThat(scram("SCRAM-SHA-256", ALICE, "demo")).isInstanceOf(Step.Refused.class);
        assertThat(in(scram("SCRAM-SHA-256", ALICE, "new")).credential()).isNotEqualTo(plain.credential());
    }

    @Test
    void aVerifierOfAnOldPasswordLetsNobodyIn() throws Exception {
        Door<LogIn> door = directory.door(HERE);
        ScramVerifier old = door.verifier(ALICE, ScramHash.SHA_256);
        directory.setPassword(ALICE, Secret.of("demo"));
        assertThat(door.scram(ALICE, ScramHash.SHA_256, old, true)).isEqualTo(new Answer.Wrong<>());
        assertThat(door.scram(ALICE, ScramHash.SHA_256, door.verifier(ALICE, ScramHash.SHA_256), true))
                .isInstanceOf(Answer.In.class);
    }

    @Test
    void saltsOfNobodyAreSteadyAndLookLikeOthers() throws Exception {
        ScramVerifier nobody = directory.door(HERE).verifier("Nobody@example.test", ScramHash.SHA_256);
        assertThat(directory(true).door(THERE).verifier("nobody@EXAMPLE.test", ScramHash.SHA_256))
                .as("after a restart, in another spelling")
                .isEqualTo(nobody);
        ScramVerifier alice = directory.door(HERE).verifier(ALICE, ScramHash.SHA_256);
        assertThat(nobody.salt()).hasSameSizeAs(alice.salt()).isNotEqualTo(alice.salt());
        assertThat(nobody.iterations()).isEqualTo(alice.iterations());
        assertThat(directory
                        .door(HERE)
                        .verifier("x@example.test", ScramHash.SHA_256)
                        .salt())
                .isNotEqualTo(nobody.salt());
    }

    @Test
    void passwordsFromBeforeGetVerifiersWhenTheyAreUsed() throws Exception {
        directory = directory(false);
        assertThat(directory.hasVerifiers()).isFalse();
        assertThat(new Offer(true, Map.of(), directory.hasVerifiers()).begin("SCRAM-SHA-256"))
                .isEmpty();
        directory.setPassword(ALICE, Secret.of("old"));
        Credential credential =
                directory.logIn(ALICE, Secret.of("old")).orElseThrow().credential();

        directory = directory(true);
        assertThat(scram("SCRAM-SHA-256", ALICE, "old")).isInstanceOf(Step.Refused.class);
        assertThat(directory.logIn(ALICE, Secret.of("old")).orElseThrow().credential())
                .as("nobody is shown out for it")
                .isEqualTo(credential);
        assertThat(in(scram("SCRAM-SHA-256", ALICE, "old")).credential()).isEqualTo(credential);
        directory = directory(true);
        assertThat(in(scram("SCRAM-SHA-1", ALICE, "old")).credential())
                .as("durable")
                .isEqualTo(credential);
        assertThat(directory.isValid(credential)).isTrue();
    }

    @Test
    void aPasswordIsOneHoweverItIsTyped() throws Exception {
        directory.setPassword(ALICE, Secret.of("mu\u0308ller\u00a0x"));
        assertThat(directory.door(HERE).password(ALICE, "m\u00fcller x")).isInstanceOf(Answer.In.class);
        assertThat(in(scram("SCRAM-SHA-256", ALICE, "m\u00fcller x"))).isNotNull();
        assertThat(directory.door(HERE).password(ALICE, "muller x")).isEqualTo(new Answer.Wrong<>());
        assertThat(directory.door(HERE).password(ALICE, "x".repeat(2_000))).isEqualTo(new Answer.Wrong<>());
    }

    @Test
    void nothingOfThePasswordIsKeptButHashes() throws Exception {
        directory.setPassword(ALICE, Secret.of("a-very-rare-password"));
        var system = memory.store().account(AccountId.SYSTEM).orElseThrow();
        var principals = system.snapshot().objects(Types.PRINCIPAL);
        String stored = new String(system.bytes(principals.id(0)), StandardCharsets.US_ASCII);
        assertThat(stored.split("\n"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("$argon2id$"),
                        line -> assertThat(line).startsWith("SCRAM-SHA-1$16384:"),
                        line -> assertThat(line).startsWith("SCRAM-SHA-256$16384:"));
        assertThat(stored).doesNotContain("rare");
        assertThat(directory.door(HERE).verifier(ALICE, ScramHash.SHA_1).toString())
                .isEqualTo("SCRAM-SHA-1");
    }

    @Test
    void whoFailsTooOftenWaitsWhateverTheMechanism() throws Exception {
        directory.door(HERE).password(ALICE, "demo");
        Door<LogIn> stranger = directory.door(THERE);
        for (int i = 0; i < 2; i++) {
            assertThat(stranger.password(ALICE, "wrong" + i)).isEqualTo(new Answer.Wrong<>());
            assertThat(stranger.scram(ALICE, ScramHash.SHA_1, stranger.verifier(ALICE, ScramHash.SHA_1), false))
                    .isEqualTo(new Answer.Wrong<>());
        }
        assertThat(stranger.password("ALICE@example.test", "demo")).isInstanceOf(Answer.Later.class);
        assertThat(stranger.scram(ALICE, ScramHash.SHA_1, stranger.verifier(ALICE, ScramHash.SHA_1), true))
                .as("not even who is right is told so")
                .isInstanceOf(Answer.Later.class);
        assertThat(stranger.token(directory.issueToken(ALICE, "phone").reveal()))
                .isInstanceOf(Answer.In.class);
        assertThat(directory.door(HERE).password(ALICE, "demo"))
                .as("where she was before")
                .isInstanceOf(Answer.In.class);
    }

    @Test
    void anAccountThatIsMadeAfterItWasAskedForIsThereAtOnce() throws Exception {
        Door<LogIn> door = directory.door(THERE);
        for (int i = 0; i < 4; i++) {
            door.password("late@example.test", "demo" + i);
        }
        assertThat(door.password("late@example.test", "demo")).isInstanceOf(Answer.Later.class);
        directory.createUser("late@example.test", "", Secret.of("demo"));
        assertThat(door.password("late@example.test", "demo")).isInstanceOf(Answer.In.class);
    }

    @Test
    void mayActAsItselfOnly() throws Exception {
        directory.createUser("bob@example.test", "", Secret.of("demo"));
        Optional<LogIn> alice = directory.logIn(ALICE, Secret.of("demo"));
        Door<LogIn> door = directory.door(HERE);
        assertThat(door.mayActAs(alice.orElseThrow(), "Alice@example.test")).isTrue();
        assertThat(door.mayActAs(alice.orElseThrow(), "bob@example.test")).isFalse();
        assertThat(door.mayActAs(alice.orElseThrow(), "nobody@example.test")).isFalse();
    }
}
