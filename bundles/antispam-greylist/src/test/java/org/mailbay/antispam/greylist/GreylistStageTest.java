package org.mailbay.antispam.greylist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Opinion.Advice;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.tck.stage.StageContract;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

class GreylistStageTest implements StageContract {
    private static final Instant START = Instant.parse("2026-11-23T03:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private Instant now = START;
    private GreylistStage stage = make(Map.of());

    private GreylistStage make(Map<String, Object> settings) {
        GreylistStage made = new GreylistStage(Configurations.of(GreylistStage.Config.class, settings), () -> now);
        made.bindAnnex(store.annex());
        return made;
    }

    private void remake(Map<String, Object> settings) {
        stage.stop();
        stage = make(settings);
    }

    @AfterEach
    void stop() {
        stage.stop();
        store.close();
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.RECIPIENT);
    }

    private Opinion judge(String traceId, Instant received, String client, String sender) throws IOException {
        Candidate candidate = new Candidate(
                traceId,
                received,
                new Candidate.Client(InetAddress.ofLiteral(client), "h", "", "mx.example"),
                sender,
                List.of("other@example.test", "eve@example.test"),
                null,
                List.of());
        return stage.judge(Phase.RECIPIENT, candidate, (name, type) -> {
            throw new AssertionError("asks " + name);
        });
    }

    private Opinion judge(String client, String sender) throws IOException {
        return judge("t", now, client, sender);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void aStrangerComesAgainAndIsKnownThen() throws Exception {
        Opinion first = judge("203.0.2.1", "a@b.example");
        assertThat(first.advice()).isEqualTo(Advice.TRY_LATER);
        assertThat(first.status()).isEqualTo("4.7.1");
        assertThat(first.reason()).isEqualTo("Greylisted: try again in 5 minutes");
        pass(Duration.ofMinutes(4).plusSeconds(30));
        assertThat(judge("203.0.2.1", "a@b.example").reason()).isEqualTo("Greylisted: try again in 1 minute");
        pass(Duration.ofSeconds(30));
        assertThat(judge("203.0.2.77", "A@B.example").reason())
                .as("a neighbour")
                .isEqualTo("came again");
        assertThat(judge("203.0.2.1", "a@b.example").reason()).isEqualTo("known");
        assertThat(judge("203.0.3.1", "a@b.example").advice()).isEqualTo(Advice.TRY_LATER);
        assertThat(judge("203.0.2.1", "c@b.example").advice()).isEqualTo(Advice.TRY_LATER);
    }

    @Test
    void itIsRememberedOverARestart() throws Exception {
        judge("2001:db8:1:2:3::4", "");
        remake(Map.of());
        pass(Duration.ofMinutes(6));
        assertThat(judge("2001:db8:1:2:9::9", "").advice()).isEqualTo(Advice.NONE);
    }

    @Test
    void whoComesTooLateIsAStrangerAgain() throws Exception {
        judge("203.0.2.1", "a@b.example");
        pass(Duration.ofHours(25));
        assertThat(judge("203.0.2.1", "a@b.example").reason()).isEqualTo("Greylisted: try again in 5 minutes");
        pass(Duration.ofMinutes(5));
        assertThat(judge("203.0.2.1", "a@b.example").advice()).isEqualTo(Advice.NONE);
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofDays(30));
            assertThat(judge("203.0.2.1", "a@b.example").reason()).isEqualTo("known");
        }
        pass(Duration.ofDays(37));
        assertThat(judge("203.0.2.1", "a@b.example").advice()).isEqualTo(Advice.TRY_LATER);
    }

    @Test
    void aNetworkWhoseSendersPassedIsKnown() throws Exception {
        remake(Map.of("networkPasses", 2));
        judge("203.0.2.1", "1@b.example");
        judge("203.0.2.1", "2@b.example");
        pass(Duration.ofMinutes(5));
        judge("203.0.2.1", "1@b.example");
        assertThat(judge("203.0.2.1", "3@b.example").advice()).isEqualTo(Advice.TRY_LATER);
        judge("203.0.2.1", "2@b.example");
        assertThat(judge("203.0.2.1", "4@b.example").reason()).isEqualTo("its network is known");
    }

    @Test
    void aReplaySaysWhatWasSaidAndChangesNothing() throws Exception {
        Instant first = now;
        judge("203.0.2.1", "a@b.example");
        pass(Duration.ofMinutes(5));
        Instant second = now;
        judge("203.0.2.1", "a@b.example");
        pass(Duration.ofDays(1));
        assertThat(judge("t", first, "203.0.2.1", "a@b.example").reason())
                .isEqualTo("Greylisted: try again in 5 minutes");
        assertThat(judge("t", second, "203.0.2.1", "a@b.example").advice()).isEqualTo(Advice.NONE);
        assertThat(judge("t", first, "203.0.9.1", "new@b.example").advice()).isEqualTo(Advice.TRY_LATER);
        assertThat(judge("what-if-1", now, "203.0.8.1", "new@b.example").advice())
                .isEqualTo(Advice.TRY_LATER);
        stage.sweepNow();
        pass(Duration.ofMinutes(5));
        assertThat(judge("203.0.8.1", "new@b.example").advice())
                .as("of a question nothing is remembered")
                .isEqualTo(Advice.TRY_LATER);
    }

    @Test
    void someAlwaysPass() throws Exception {
        remake(Map.of("pass", new String[] {"203.0.2.0/25", "2001:db8::/32", "198.51.100.7"}));
        assertThat(judge("203.0.2.127", "a@b").reason()).isEqualTo("always passes");
        assertThat(judge("2001:db8:9::1", "a@b").reason()).isEqualTo("always passes");
        assertThat(judge("198.51.100.7", "a@b").reason()).isEqualTo("always passes");
        assertThat(judge("203.0.2.128", "a@b").advice()).isEqualTo(Advice.TRY_LATER);
        assertThatThrownBy(() -> Networks.of("203.0.2.0/33")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFloodFillsNothing() throws Exception {
        remake(Map.of("maxEntries", 1_000L, "networkPasses", 0));
        stage.sweepNow();
        for (int i = 0; i < 1_000; i++) {
            assertThat(judge("203.0.2.1", i + "@b.example").advice()).isEqualTo(Advice.TRY_LATER);
        }
        assertThat(judge("203.0.2.1", "more@b.example").reason()).isEqualTo("there is no room to remember it");
        assertThat(stage.execute().getStatus()).isEqualTo(Result.Status.WARN);
        pass(Duration.ofHours(25));
        stage.sweepNow();
        assertThat(judge("203.0.2.1", "more@b.example").advice()).isEqualTo(Advice.TRY_LATER);
        assertThat(stage.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void aStoreThatIsAwayIsAFailureOfTheStage() {
        stage.unbindAnnex(store.annex());
        assertThatThrownBy(() -> judge("203.0.2.1", "a@b.example")).isInstanceOf(IOException.class);
        assertThat(stage.execute().getStatus()).isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
        stage.bindAnnex(store.annex());
    }
}
