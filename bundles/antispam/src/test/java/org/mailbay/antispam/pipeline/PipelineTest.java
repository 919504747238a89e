package org.mailbay.antispam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.antispam.Verdict.Action;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.RecordType;
import org.mailbay.trace.TraceEvent;

class PipelineTest {
    private static AuthResult result(String method, String result) {
        return new AuthResult(method, result, "", new LinkedHashMap<>());
    }

    private static Stage says(Opinion opinion) {
        return (phase, candidate, dns) -> opinion;
    }

    private static List<String> failures(Verdict verdict) {
        return verdict.opinions().stream().map(Verdict.Said::failure).toList();
    }

    @Test
    void withoutStagesNothingIsSaid() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            assertThat(bench.judge()).isEqualTo(new Verdict(Action.ACCEPT, 0, "", "", List.of(), List.of()));
            assertThat(bench.events).isEmpty();
        }
    }

    @Test
    void stagesAreAskedInOrderAndSeeWhatOthersFound() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            List<String> asked = new CopyOnWriteArrayList<>();
            bench.stage("late", 300, (phase, candidate, dns) -> {
                asked.add("late " + candidate.result("spf").orElseThrow().result());
                return Opinion.points(2, "b");
            });
            bench.stage("early", -5, (phase, candidate, dns) -> {
                asked.add("early " + candidate.results());
                return Opinion.points(1.5, "a").with(List.of(result("spf", "pass")));
            });
            Verdict verdict = bench.judge();
            assertThat(asked).containsExactly("early []", "late pass");
            assertThat(verdict.action()).isEqualTo(Action.ACCEPT);
            assertThat(verdict.points()).isEqualTo(3.5);
            assertThat(verdict.fields())
                    .containsExactly(
                            "Authentication-Results: mx.example;\r\n\tspf=pass\r\n",
                            "X-Spam-Status: No, score=3.5 required=5.0 tests=early=1.5,late=2.0\r\n");
            assertThat(bench.events)
                    .extracting(TraceEvent::part, TraceEvent::what)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("antispam.early", "opinion"),
                            org.assertj.core.groups.Tuple.tuple("antispam.late", "opinion"),
                            org.assertj.core.groups.Tuple.tuple("antispam", "verdict"));
        }
    }

    @Test
    void oneIsAskedOnlyInItsPhases() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.stage("connect", 1, Phase.CONNECTION, says(Opinion.refuse("5.7.1", "go away")));
            assertThat(bench.judge().opinions()).isEmpty();
            Verdict verdict = bench.pipeline.judge(Phase.CONNECTION, Bench.candidate("t2", "\r\n"));
            assertThat(verdict.action()).isEqualTo(Action.REFUSE);
            assertThat(verdict.reply()).isEqualTo("go away");
            assertThat(verdict.fields()).isEmpty();
        }
    }

    @Test
    void oneThatThrowsIsNamedAndTheOthersAreAsked() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.stage("a", 1, (phase, candidate, dns) -> {
                throw new IllegalStateException("secret words of the message");
            });
            bench.stage("b", 2, (phase, candidate, dns) -> {
                throw new StackOverflowError();
            });
            bench.stage("c", 3, (phase, candidate, dns) -> null);
            bench.stage("d", 4, says(Opinion.points(9, "spam")));
            Verdict verdict = bench.judge();
            assertThat(verdict.action()).isEqualTo(Action.JUNK);
            assertThat(failures(verdict))
                    .containsExactly(
                            "it threw java.lang.IllegalStateException",
                            "it threw java.lang.StackOverflowError",
                            "it said nothing",
                            "");
            assertThat(bench.events.toString()).doesNotContain("secret");
        }
    }

    @Test
    void oneThatHangsIsBrokenOffLeftOutAndTriedAgain() throws Exception {
        try (Bench bench = new Bench(Map.of("stageMillis", 50))) {
            AtomicBoolean hangs = new AtomicBoolean(true);
            AtomicInteger calls = new AtomicInteger();
            AtomicInteger interrupted = new AtomicInteger();
            bench.stage("slow", 1, (phase, candidate, dns) -> {
                calls.incrementAndGet();
                if (hangs.get()) {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                }
                return Opinion.points(1, "awake");
            });
            for (int i = 0; i < 3; i++) {
                assertThat(failures(bench.judge())).singleElement().asString().startsWith("broken off after ");
            }
            assertThat(failures(bench.judge()))
                    .singleElement()
                    .asString()
                    .startsWith("left out after 3 failures in a row, the last: broken off after ");
            assertThat(calls).hasValue(3);
            assertThat(bench.pipeline.execute().getStatus()).isEqualTo(Result.Status.WARN);
            assertThat(bench.pipeline.execute().toString()).contains("stage slow: 3 failures in a row");

            bench.aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
            assertThat(failures(bench.judge())).singleElement().asString().startsWith("broken off after ");
            assertThat(failures(bench.judge())).singleElement().asString().startsWith("left out after 4");
            hangs.set(false);
            bench.aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
            assertThat(failures(bench.judge())).containsExactly("");
            assertThat(failures(bench.judge())).containsExactly("");
            assertThat(bench.pipeline.execute().getStatus()).isEqualTo(Result.Status.OK);
            assertThat(interrupted).hasValue(4);
        }
    }

    @Test
    void oneThatEatsProcessorTimeIsBrokenOffAndNotAskedWhileItsCallsRun() throws Exception {
        try (Bench bench = new Bench(Map.of("stageMillis", 100))) {
            AtomicBoolean runs = new AtomicBoolean(true);
            bench.stage("loop", 1, (phase, candidate, dns) -> {
                long n = 0;
                while (runs.get()) {
                    n++;
                }
                return Opinion.none(Long.toString(n));
            });
            bench.stage("other", 2, says(Opinion.NONE));
            try {
                for (int i = 0; i < 3; i++) {
                    Verdict verdict = bench.judge();
                    assertThat(verdict.opinions().getFirst().failure()).contains(" ms of it CPU");
                    assertThat(verdict.opinions().getLast().failure()).isEmpty();
                }
                bench.aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
                assertThat(failures(bench.judge())).containsExactly("left out: 3 of its calls still run", "");
            } finally {
                runs.set(false);
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (bench.pipeline.stages().circuit("loop").hung() > 0) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(5);
            }
            assertThat(failures(bench.judge())).containsExactly("", "");
        }
    }

    @Test
    void anInterruptDoesNotReachTheNextCallOfTheThread() throws Exception {
        try (Bench bench = new Bench(Map.of("stageMillis", 20))) {
            AtomicInteger turn = new AtomicInteger();
            List<Boolean> interrupted = new ArrayList<>();
            bench.stage("odd", 1, (phase, candidate, dns) -> {
                if (turn.getAndIncrement() % 2 == 0) {
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(30);
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait(); // ends by itself, still interrupted
                    }
                } else {
                    interrupted.add(Thread.currentThread().isInterrupted());
                }
                return Opinion.NONE;
            });
            for (int i = 0; i < 20; i++) {
                bench.judge();
                Thread.sleep(20);
            }
            assertThat(interrupted).isNotEmpty().containsOnly(false);
        }
    }

    @Test
    void allTogetherHaveABound() throws Exception {
        try (Bench bench = new Bench(Map.of("stageMillis", 10_000, "allMillis", 60))) {
            bench.stage("a", 1, (phase, candidate, dns) -> {
                Thread.sleep(Duration.ofSeconds(30));
                return Opinion.NONE;
            });
            bench.stage("b", 2, says(Opinion.points(50, "never heard")));
            Verdict verdict = bench.judge();
            assertThat(verdict.action()).isEqualTo(Action.ACCEPT);
            assertThat(verdict.opinions().getLast().failure()).isEqualTo("left out: no time left");
        }
    }

    @Test
    void theOperatorWeighsSilencesAndTriesOut() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.stage("heavy", 1, says(Opinion.points(2, "x")));
            bench.stage("off", 2, says(Opinion.refuse("5.7.1", "never")));
            bench.stage("shadow", 3, says(Opinion.refuse("5.7.1", "would refuse")));
            bench.rule("heavy", Map.of("weight", 3.0));
            bench.rule("off", Map.of("enabled", false));
            StageRule shadow = bench.rule("shadow", Map.of("shadow", true));
            Verdict verdict = bench.judge();
            assertThat(verdict.action()).isEqualTo(Action.JUNK);
            assertThat(verdict.points()).isEqualTo(6);
            assertThat(verdict.opinions())
                    .extracting(said -> said.opinion().reason())
                    .containsExactly("x", "(shadow) would refuse");
            bench.pipeline.unbindRule(shadow);
            assertThat(bench.judge().action()).isEqualTo(Action.REFUSE);
        }
    }

    @Test
    void ourOwnMachinesAreNotJudged() throws Exception {
        try (Bench bench = new Bench(Map.of("trusted", new String[] {"192.0.2.0/29", "192.0.2.8/29"}))) {
            bench.stage("never", 1, says(Opinion.refuse("5.7.1", "no")));
            assertThat(bench.judge().action()).isEqualTo(Action.ACCEPT);
        }
        try (Bench bench = new Bench(Map.of("trusted", new String[] {"192.0.2.0/29", "2001:db8::/32"}))) {
            bench.stage("always", 1, says(Opinion.refuse("5.7.1", "no")));
            assertThat(bench.judge().action()).isEqualTo(Action.REFUSE);
        }
    }

    @Test
    void oneThatIsMadeWronglyIsRefusedForAllToSee() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            Stage wrong = says(Opinion.points(99, "x"));
            bench.pipeline.bindStage(wrong, Map.of(Stage.NAME, "No Name!"));
            assertThat(bench.judge().opinions()).isEmpty();
            assertThat(bench.pipeline.execute().toString()).contains("is no name");
            bench.pipeline.unbindStage(wrong);
            assertThat(bench.pipeline.execute().getStatus()).isEqualTo(Result.Status.OK);
        }
    }

    @Test
    void oneThatIsBeingReplacedIsWaitedFor() throws Exception {
        try (Bench bench = new Bench(Map.of("awayMillis", 20_000))) {
            Stage first = says(Opinion.points(1, "old"));
            bench.stage("one", 1, first);
            bench.pipeline.unbindStage(first);
            Thread later = Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    return;
                }
                bench.stage("one", 1, says(Opinion.points(2, "new")));
            });
            assertThat(bench.judge().points()).isEqualTo(2);
            later.join();
        }
    }

    @Test
    void oneThatWentIsForgotten() throws Exception {
        try (Bench bench = new Bench(Map.of("awayMillis", 10, "goneSeconds", 0))) {
            Stage stage = says(Opinion.points(1, "old"));
            bench.stage("one", 1, stage);
            bench.pipeline.unbindStage(stage);
            assertThat(bench.judge().opinions()).isEmpty();
        }
    }

    @Test
    void aQuestionHasOneAnswerForAMessage() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.texts.put("a.example", "one");
            List<String> seen = new CopyOnWriteArrayList<>();
            Stage asks = (phase, candidate, dns) -> {
                seen.add(dns.ask("A.example.", RecordType.TXT).records().toString());
                bench.texts.put("a.example", "two");
                return Opinion.NONE;
            };
            bench.stage("a", 1, asks);
            bench.stage("b", 2, (phase, candidate, dns) -> asks.judge(phase, candidate, dns));
            bench.judge();
            assertThat(seen).hasSize(2).allMatch(seen.getFirst()::equals);
            assertThat(bench.questions).containsExactly("a.example");
            assertThat(bench.events.getFirst().fact("dns")).isEqualTo("TXT a.example 3 octets");
        }
    }

    @Test
    void questionsAreBounded() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.stage("a", 1, (phase, candidate, dns) -> {
                for (int i = 0; i < 10_000; i++) {
                    dns.ask("n" + i + ".example", RecordType.A);
                }
                return Opinion.none(dns.ask("last.example", RecordType.A).reason());
            });
            assertThat(bench.judge().opinions().getFirst().opinion().reason())
                    .isEqualTo("more than 500 questions for one message");
            assertThat(bench.questions).hasSize(500);
        }
    }

    @Test
    void withoutAResolverQuestionsFail() throws Exception {
        try (Bench bench = new Bench(Map.of("stageMillis", 10_000))) {
            Pipeline alone =
                    new Pipeline(org.mailbay.testkit.Configurations.of(Pipeline.Config.class, Map.of()), bench.records);
            alone.bindStage(
                    (phase, candidate, dns) ->
                            Opinion.none(dns.ask("a.example", RecordType.A).reason()),
                    Map.of(Stage.NAME, "a"));
            assertThat(alone.judge(Phase.MESSAGE, Bench.candidate("t", "\r\n"))
                            .opinions()
                            .getFirst()
                            .opinion()
                            .reason())
                    .isEqualTo("there is no resolver");
            alone.stop();
        }
    }

    @Test
    void aCallerThatIsInterruptedTriesLater() throws Exception {
        try (Bench bench = new Bench(Map.of())) {
            bench.stage("a", 1, says(Opinion.NONE));
            Thread.currentThread().interrupt();
            assertThat(bench.judge().action()).isEqualTo(Action.TRY_LATER);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
