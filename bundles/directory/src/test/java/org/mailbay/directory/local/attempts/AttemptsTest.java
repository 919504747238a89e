package org.mailbay.directory.local.attempts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.metrics.Metrics;
import org.mailbay.testkit.Configurations;

class AttemptsTest {
    private static final String ALICE = "alice@example.test";
    private static final InetAddress OFFICE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.7");
    private static final Map<String, Object> PLAIN =
            Map.of("sourceFailures", 10, "accountFailures", 5, "familiarFailures", 8);

    private long now = Long.MAX_VALUE - 1_000; // the clock may pass its end
    private final List<Duration> naps = new ArrayList<>();
    private Attempts attempts = attempts(PLAIN);

    private Attempts attempts(Map<String, Object> settings) {
        return new Attempts(Configurations.of(Attempts.Config.class, settings), () -> now, naps::add);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void fail(InetAddress source, String account, int times) {
        for (int i = 0; i < times; i++) {
            attempts.failed(source, account, "guess " + now++);
        }
    }

    @Test
    void anAccountIsBlockedForStrangersAndForAsLongAsItIsSaid() {
        fail(STRANGER, ALICE, 4);
        assertThat(attempts.wait(STRANGER, ALICE)).isZero();
        fail(STRANGER, ALICE, 1);
        assertThat(attempts.wait(STRANGER, ALICE)).isEqualTo(Duration.ofSeconds(60));
        assertThat(attempts.wait(OFFICE, ALICE)).as("another stranger").isPositive();
        assertThat(attempts.wait(STRANGER, "bob@example.test")).isZero();
        pass(Duration.ofSeconds(59));
        assertThat(attempts.wait(STRANGER, ALICE)).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(attempts.wait(STRANGER, ALICE)).isZero();
    }

    @Test
    void eachBlockIsTwiceAsLongUpToTheLongest() {
        attempts = attempts(Map.of("sourceFailures", 100_000, "accountFailures", 5));
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            while (attempts.wait(STRANGER, ALICE).isZero()) {
                fail(STRANGER, ALICE, 1);
            }
            Duration wait = attempts.wait(STRANGER, ALICE);
            seconds.add(wait.toSeconds());
            pass(wait);
        }
        assertThat(seconds).containsExactly(60L, 120L, 240L, 480L, 960L, 1_800L, 1_800L, 1_800L);
        pass(Duration.ofSeconds(3_601));
        assertThat(attempts.show()).as("forgotten").isEmpty();
        fail(STRANGER, ALICE, 5);
        assertThat(attempts.wait(STRANGER, ALICE).toSeconds()).isEqualTo(60);
    }

    @Test
    void whoLoggedInFromHereIsNotKeptOutByOthers() {
        attempts.succeeded(OFFICE, ALICE);
        fail(STRANGER, ALICE, 1_000);
        assertThat(attempts.wait(STRANGER, ALICE)).isPositive();
        assertThat(attempts.wait(OFFICE, ALICE)).as("guessed from elsewhere").isZero();
        for (int i = 0; i < 1_000; i++) {
            fail(OFFICE, "user" + i + "@example.test", 1);
        }
        assertThat(attempts.wait(OFFICE, "bob@example.test")).isPositive();
        assertThat(attempts.wait(OFFICE, ALICE))
                .as("the office's proxy is blocked for others")
                .isZero();
        pass(Duration.ofDays(31));
        fail(STRANGER, ALICE, 5);
        assertThat(attempts.wait(OFFICE, ALICE)).as("long ago").isPositive();
    }

    @Test
    void aColleagueWhoGuessesIsBlockedForShortOnly() {
        attempts.succeeded(OFFICE, ALICE);
        for (int i = 0; i < 5; i++) {
            while (attempts.wait(OFFICE, ALICE).isZero()) {
                fail(OFFICE, ALICE, 1);
            }
            assertThat(attempts.wait(OFFICE, ALICE).toSeconds()).isEqualTo(60);
            pass(Duration.ofSeconds(60));
        }
        assertThat(attempts.wait(OFFICE, "bob@example.test"))
                .as("those failures were not the network's")
                .isZero();
    }

    @Test
    void aPhoneWithTheOldPasswordIsNoAttack() {
        for (int i = 0; i < 30; i++) {
            attempts.failed(STRANGER, ALICE, "old password");
        }
        assertThat(attempts.wait(STRANGER, ALICE)).isZero();
        for (int i = 0; i < 30; i++) {
            attempts.failed(STRANGER, ALICE, "old password");
        }
        assertThat(attempts.wait(STRANGER, ALICE)).as("but not for ever").isPositive();
    }

    @Test
    void aNetworkIsBlockedAndItsNeighbourIsNot() {
        for (int i = 0; i < 10; i++) {
            fail(STRANGER, "user" + i + "@example.test", 1);
        }
        assertThat(attempts.wait(STRANGER, ALICE)).isPositive();
        assertThat(attempts.wait(InetAddress.ofLiteral("198.51.100.8"), ALICE)).isZero();
        for (int i = 0; i < 10; i++) {
            fail(InetAddress.ofLiteral("2001:db8:0:1::" + i), "other" + i + "@example.test", 1);
        }
        assertThat(attempts.wait(InetAddress.ofLiteral("2001:db8:0:1:ffff::"), ALICE))
                .as("a /64 is one")
                .isPositive();
        assertThat(attempts.wait(InetAddress.ofLiteral("2001:db8:0:2::1"), ALICE))
                .isZero();
    }

    @Test
    void exemptNetworksAreSlowedDownOnly() {
        attempts = attempts(Map.of("exempt", new String[] {"192.0.2.0/24", "2001:db8::/32"}));
        fail(OFFICE, ALICE, 1_000);
        assertThat(attempts.wait(OFFICE, ALICE)).isZero();
        assertThat(naps.getLast()).isEqualTo(Duration.ofMillis(3_000));
        assertThat(attempts.wait(STRANGER, ALICE))
                .as("what they do tells nothing of strangers")
                .isZero();
        assertThatThrownBy(() -> attempts(Map.of("exempt", new String[] {"office"})))
                .hasMessageContaining("directory.attempts.exempt: office");
        Attempts defaults = attempts(Map.of());
        for (int i = 0; i < 100; i++) {
            defaults.failed(InetAddress.ofLiteral("::1"), ALICE, "x" + i);
        }
        assertThat(defaults.wait(InetAddress.ofLiteral("::1"), ALICE)).isZero();
    }

    @Test
    void failuresTakeLongerEachTime() {
        fail(STRANGER, ALICE, 4);
        assertThat(naps).extracting(Duration::toMillis).containsExactly(100L, 200L, 400L);
        naps.clear();
        fail(STRANGER, ALICE, 100);
        assertThat(naps).extracting(Duration::toMillis).allMatch(millis -> millis <= 3_000);
    }

    @Test
    void anAccountThatIsMadeOrHasAnotherPasswordStartsAnew() {
        fail(STRANGER, ALICE, 5);
        attempts.forget(ALICE);
        assertThat(attempts.wait(OFFICE, ALICE)).isZero();
    }

    @Test
    void namesAreCountedAsTheyAreLookedUp() {
        assertThat(Attempts.key("Alice@Müller.example")).isEqualTo("alice@xn--mller-kva.example");
        assertThat(Attempts.key("\"alice\"@müller.example")).isEqualTo(Attempts.key("ALICE@xn--mller-kva.EXAMPLE"));
        assertThat(Attempts.key("Admin")).isEqualTo("admin");
        assertThat(Attempts.key("x".repeat(5_000))).hasSize(320);
    }

    @Test
    void theAdministratorSeesAndLifts() throws Exception {
        BlocksResource blocks = new BlocksResource(attempts);
        attempts.succeeded(OFFICE, ALICE);
        fail(OFFICE, ALICE, 2);
        fail(STRANGER, ALICE, 5);
        assertThat(request("GET").to(blocks))
                .isEqualTo(Map.of(
                        "items",
                        List.of(
                                line("source", "", "198.51.100.7", 5, 0),
                                line("account", ALICE, "", 2, 60),
                                line("familiar", ALICE, "192.0.2.1", 2, 0))));
        request("DELETE", "account", "ALICE@example.test").to(blocks);
        assertThat(attempts.wait(STRANGER, ALICE)).isZero();
        assertThat(attempts.show()).hasSize(1);
        assertProblem(404, request("DELETE", "account", ALICE));
        fail(STRANGER, "bob@example.test", 5);
        assertThat(attempts.wait(STRANGER, "carol@example.test")).isPositive();
        request("DELETE", "source", "198.51.100.7").to(blocks);
        assertThat(attempts.wait(STRANGER, "carol@example.test")).isZero();
        request("DELETE").to(blocks);
        assertThat(attempts.show()).isEmpty();
        assertProblem(404, request("DELETE", "source", "198.51.100.7"));
        assertProblem(400, request("DELETE", "source", "office"));
        assertProblem(404, request("DELETE", "moon", "x"));
        assertProblem(405, request("POST"));
    }

    private static Map<String, Object> line(
            String scope, String account, String source, int failures, long blockedSeconds) {
        return Map.of(
                "scope",
                scope,
                "account",
                account,
                "source",
                source,
                "failures",
                failures,
                "blockedSeconds",
                blockedSeconds);
    }

    private static Call request(String method, String... path) {
        return Call.of(method, List.of(path));
    }

    private void assertProblem(int status, Call request) {
        assertThatThrownBy(() -> request.to(new BlocksResource(attempts)))
                .isInstanceOfSatisfying(
                        AdminProblem.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void figures() {
        fail(STRANGER, ALICE, 5);
        attempts.wait(STRANGER, ALICE);
        attempts.succeeded(OFFICE, ALICE);
        Map<String, Double> figures = new HashMap<>();
        attempts.measure(new Metrics() {
            @Override
            public void counter(String name, String help, double value, String... labels) {
                figures.put(name + List.of(labels), value);
            }

            @Override
            public void gauge(String name, String help, double value, String... labels) {
                throw new AssertionError(name);
            }
        });
        assertThat(figures)
                .containsEntry("mailbay_log_ins_total[outcome, in]", 1.0)
                .containsEntry("mailbay_log_ins_total[outcome, wrong]", 5.0)
                .containsEntry("mailbay_log_ins_total[outcome, later]", 1.0)
                .containsEntry("mailbay_log_in_blocks_total[scope, account]", 1.0)
                .containsEntry("mailbay_log_in_blocks_total[scope, source]", 0.0);
    }

    @Test
    void whatIsKeptIsBounded() {
        Tallies<Integer> tallies = new Tallies<>(
                "test", 100, new Tallies.Terms(3, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(9)));
        for (int i = 0; i < 10_000; i++) {
            tallies.fail(i, 1, i);
        }
        assertThat(tallies.show(10_000)).hasSize(100);
    }
}
