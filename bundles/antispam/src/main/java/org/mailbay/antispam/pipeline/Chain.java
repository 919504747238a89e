package org.mailbay.antispam.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/** Asks stages about a candidate one after the other, each within its bound, all of them within another. */
final class Chain {
    private static final long MILLI = 1_000_000;

    private final Stages stages;
    private final Workers workers;
    private final LongSupplier nanos;
    private final Tally tally;

    Chain(Stages stages, Workers workers, LongSupplier nanos, Tally tally) {
        this.stages = stages;
        this.workers = workers;
        this.nanos = nanos;
        this.tally = tally;
    }

    /**
     * Asks.
     *
     * @param stageMillis for each
     * @param allMillis for all
     * @throws InterruptedException when the caller is interrupted; no stage goes on then
     */
    List<Heard> ask(
            List<Stages.Place> places,
            Phase phase,
            Candidate candidate,
            Answers answers,
            int stageMillis,
            int allMillis)
            throws InterruptedException {
        long deadline = nanos.getAsLong() + allMillis * MILLI;
        List<Heard> heard = new ArrayList<>();
        Candidate now = candidate;
        for (Stages.Place place : places) {
            long begin = nanos.getAsLong();
            long most = Math.min(stageMillis * MILLI, deadline - begin);
            Heard one = most <= 0
                    ? Heard.failed(place.name(), stages.rule(place.name()), 0, "left out: no time left", List.of())
                    : ask(place.name(), phase, now, answers, most, begin);
            tally.heard(one);
            heard.add(one);
            if (!one.opinion().results().isEmpty()) {
                now = now.with(one.opinion().results());
            }
        }
        return heard;
    }

    private Heard ask(String name, Phase phase, Candidate candidate, Answers answers, long most, long begin)
            throws InterruptedException {
        Rule rule = stages.rule(name);
        Lease<Stage> lease;
        try {
            lease = stages.acquire(name);
        } catch (AwayException e) {
            return Heard.failed(name, rule, micros(begin), "away: it did not come back in time", List.of());
        }
        if (lease == null) {
            return Heard.failed(name, rule, micros(begin), "gone", List.of());
        }
        AtomicBoolean held = new AtomicBoolean(true);
        Runnable release = () -> {
            if (held.compareAndSet(true, false)) {
                lease.close();
            }
        };
        try {
            Circuit circuit = stages.circuit(name);
            String open = circuit.enter(nanos.getAsLong());
            if (!open.isEmpty()) {
                return Heard.failed(name, rule, 0, open, List.of());
            }
            if (!workers.acquire(most)) {
                circuit.notAsked();
                return Heard.failed(name, rule, micros(begin), "left out: no thread was free in time", List.of());
            }
            return ask(new Asked(name, rule, circuit, begin), lease.service(), phase, candidate, answers, most);
        } finally {
            release.run();
        }
    }

    /** A stage that is being asked. */
    private record Asked(String name, Rule rule, Circuit circuit, long begin) {}

    /** The caller holds the lease until the stage has spoken or is broken off: one that hangs must not keep its own update waiting. */
    private Heard ask(Asked asked, Stage stage, Phase phase, Candidate candidate, Answers answers, long most)
            throws InterruptedException {
        Answers.View dns = answers.view();
        AtomicBoolean settled = new AtomicBoolean();
        Call<Opinion> call = new Call<>(asked.name, () -> stage.judge(phase, candidate, dns), () -> {
            workers.release();
            if (!settled.compareAndSet(false, true)) {
                asked.circuit.hungEnded();
            }
        });
        if (!workers.start(call)) {
            return Heard.failed(asked.name, asked.rule, 0, "left out: the pipeline stops", List.of());
        }
        boolean isInTime;
        try {
            isInTime = call.await(most);
        } catch (InterruptedException e) {
            asked.circuit.notAsked();
            breakOff(asked, call, settled);
            throw e;
        }
        if (!isInTime) {
            long cpu = breakOff(asked, call, settled);
            String failure = "broken off after " + most / MILLI + " ms" + (cpu < 0 ? "" : ", " + cpu + " ms of it CPU");
            asked.circuit.failed(nanos.getAsLong(), failure);
            return Heard.failed(asked.name, asked.rule, micros(asked.begin), failure, dns.close());
        }
        return heard(asked, call, dns.close());
    }

    private static long breakOff(Asked asked, Call<Opinion> call, AtomicBoolean settled) {
        if (settled.compareAndSet(false, true)) {
            asked.circuit.hangs();
        }
        return call.abandon();
    }

    private Heard heard(Asked asked, Call<Opinion> call, List<String> dns) {
        Throwable thrown = call.thrown();
        Opinion opinion = call.value();
        if (thrown == null && opinion != null) {
            asked.circuit.succeeded();
            return new Heard(asked.name, asked.rule, Bounds.of(opinion), micros(asked.begin), "", dns);
        }
        String failure = thrown == null
                ? "it said nothing"
                : "it threw " + thrown.getClass().getName();
        if (thrown != null) {
            tally.threw(asked.name, thrown);
        }
        asked.circuit.failed(nanos.getAsLong(), failure);
        return Heard.failed(asked.name, asked.rule, micros(asked.begin), failure, dns);
    }

    private long micros(long begin) {
        return (nanos.getAsLong() - begin) / 1_000;
    }
}
