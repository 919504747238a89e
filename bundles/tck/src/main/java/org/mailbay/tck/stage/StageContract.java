package org.mailbay.tck.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Answer;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.tck.records.Seed;

/** What every stage must do. */
public interface StageContract {
    /** Longest time for one candidate, when the domain name system answers at once. */
    Duration MOST = Duration.ofSeconds(10);

    /** Most questions for one candidate. */
    int MAX_QUESTIONS = 400;

    /** Longest reason, in chars: more is cut. */
    int MAX_REASON = 500;

    /** Status of a reply. */
    Pattern STATUS = Pattern.compile("[45]\\.\\d{1,3}\\.\\d{1,3}");

    /** Method, result, and either half of a property's name. */
    Pattern KEYWORD = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?");

    /** What is to be proven; called once a test. */
    Stage stage();

    /** When it is asked, as its service property says. */
    default Set<Phase> phases() {
        return Set.of(Phase.MESSAGE);
    }

    /** On a thread of its own, as the pipeline does. */
    private static Opinion judge(Stage stage, Phase phase, Candidate candidate, Resolver dns) throws Exception {
        CompletableFuture<Opinion> said = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().name("stage").start(() -> {
            try {
                said.complete(stage.judge(phase, candidate, dns));
            } catch (Throwable e) {
                said.completeExceptionally(e);
            }
        });
        try {
            return said.get(MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("took longer than " + MOST + " and is at " + List.of(thread.getStackTrace()), e);
        } catch (ExecutionException e) {
            throw new AssertionError("threw", e.getCause());
        }
    }

    private Map<String, Candidate> candidates(Phase phase, String test) throws IOException {
        return Candidates.of(phase, Seed.random(test).nextLong());
    }

    @Test
    default void everyCandidateGetsAnOpinionWithinBounds() throws Exception {
        Stage stage = stage();
        for (Phase phase : phases()) {
            for (var candidate :
                    candidates(phase, "everyCandidateGetsAnOpinionWithinBounds").entrySet()) {
                for (Dns dns : Dns.values()) {
                    String what = phase + ", " + candidate.getKey() + ", a system that is " + dns;
                    AtomicInteger questions = new AtomicInteger();
                    Opinion opinion = assertNotThrown(
                            what,
                            () -> judge(stage, phase, candidate.getValue(), (name, type) -> {
                                questions.incrementAndGet();
                                return dns.ask(name, type);
                            }));
                    assertThat(questions.get()).as("questions of " + what).isLessThanOrEqualTo(MAX_QUESTIONS);
                    fits(what, opinion);
                }
            }
        }
    }

    /** Something that gives an opinion. */
    @FunctionalInterface
    interface Judging {
        Opinion judge() throws Exception;
    }

    private static Opinion assertNotThrown(String what, Judging judging) throws Exception {
        try {
            return judging.judge();
        } catch (AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage(), e.getCause());
        }
    }

    private static void fits(String what, Opinion opinion) {
        assertThat(opinion).as(what).isNotNull();
        assertThat(opinion.reason().length()).as("reason of " + what).isLessThanOrEqualTo(MAX_REASON);
        switch (opinion.advice()) {
            case REFUSE ->
                assertThat(opinion.status())
                        .as("status of " + what)
                        .startsWith("5")
                        .matches(STATUS);
            case TRY_LATER ->
                assertThat(opinion.status())
                        .as("status of " + what)
                        .startsWith("4")
                        .matches(STATUS);
            case NONE, POINTS, QUARANTINE -> {
                // no reply
            }
        }
        for (AuthResult result : opinion.results()) {
            assertThat(result.method()).as("method of " + what).matches(KEYWORD);
            assertThat(result.result()).as("result of " + what).matches(KEYWORD);
            result.properties().keySet().forEach(name -> {
                assertThat(name.split("\\.", 2))
                        .as("property " + name + " of " + what)
                        .hasSize(2);
                assertThat(name.split("\\.", 2))
                        .as("property of " + what)
                        .allMatch(part -> KEYWORD.matcher(part).matches());
            });
        }
    }

    /** What makes a replay exact. */
    @Test
    default void theSameCandidateGetsTheSameOpinion() throws Exception {
        Stage stage = stage();
        for (Phase phase : phases()) {
            for (var candidate :
                    candidates(phase, "theSameCandidateGetsTheSameOpinion").entrySet()) {
                for (Dns dns : List.of(Dns.EMPTY, Dns.CIRCLES)) {
                    assertThat(judge(stage, phase, candidate.getValue(), dns))
                            .as(phase + ", " + candidate.getKey() + ", a system that is " + dns)
                            .isEqualTo(judge(stage, phase, candidate.getValue(), dns));
                }
            }
        }
    }

    @Test
    default void manyAtOnceDoNotDisturbEachOther() throws Exception {
        Stage stage = stage();
        for (Phase phase : phases()) {
            Map<String, Candidate> candidates = candidates(phase, "manyAtOnceDoNotDisturbEachOther");
            List<CompletableFuture<Map<String, Opinion>>> crew = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                CompletableFuture<Map<String, Opinion>> said = new CompletableFuture<>();
                crew.add(said);
                Thread.ofPlatform().daemon().name("crew").start(() -> {
                    try {
                        Map<String, Opinion> all = new TreeMap<>();
                        for (var candidate : candidates.entrySet()) {
                            all.put(candidate.getKey(), stage.judge(phase, candidate.getValue(), Dns.CIRCLES));
                        }
                        said.complete(all);
                    } catch (Throwable e) {
                        said.completeExceptionally(e);
                    }
                });
            }
            Map<String, Opinion> first = crew.getFirst().get(2, TimeUnit.MINUTES);
            for (CompletableFuture<Map<String, Opinion>> one : crew) {
                assertThat(one.get(2, TimeUnit.MINUTES)).isEqualTo(first);
            }
        }
    }

    /** One that the pipeline breaks off ends soon, whatever it says then. */
    @Test
    default void anInterruptEndsIt() throws Exception {
        Stage stage = stage();
        for (Phase phase : phases()) {
            for (var candidate : candidates(phase, "anInterruptEndsIt").entrySet()) {
                CountDownLatch asks = new CountDownLatch(1);
                Thread thread = Thread.ofPlatform().daemon().name("stage").start(() -> {
                    try {
                        stage.judge(phase, candidate.getValue(), (name, type) -> hang(asks, name, type));
                    } catch (Exception e) {
                        // that is its right
                    } finally {
                        asks.countDown();
                    }
                });
                assertThat(asks.await(MOST.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
                thread.interrupt();
                assertThat(thread.join(MOST))
                        .as(phase + ", " + candidate.getKey() + " goes on: " + List.of(thread.getStackTrace()))
                        .isTrue();
            }
        }
    }

    /** A resolver answers an interrupted caller that it failed. */
    private static Answer hang(CountDownLatch asks, String name, RecordType type) {
        asks.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Dns.FAILS.ask(name, type);
    }
}
