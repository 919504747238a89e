package org.mailbay.antispam.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.antispam.Antispam;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.antispam.record.Question;
import org.mailbay.antispam.record.Recorded;
import org.mailbay.antispam.record.Records;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Answer;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.mailbay.trace.Traces;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline: asks every stage, decides, writes down what was said. */
@Component(
        configurationPid = "antispam",
        service = {Antispam.class, Pipeline.class, HealthCheck.class, MetricSource.class},
        immediate = true,
        property = {"hc.name=Anti-spam", "hc.tags=mailbay"})
@Designate(ocd = Pipeline.Config.class)
public final class Pipeline implements Antispam, HealthCheck, MetricSource {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "Anti-spam", description = "How mail is judged.")
    public @interface Config {
        @AttributeDefinition(description = "From so many points on a message is junk.")
        double junkPoints() default 5;

        @AttributeDefinition(description = "From so many points on a message is refused.")
        double refusePoints() default 15;

        @AttributeDefinition(description = "Whether mail may be refused; otherwise what would be is put into Junk.")
        boolean refuse() default true;

        @AttributeDefinition(
                description = "Addresses or blocks (192.0.2.0/24) of our own machines, whose mail is not judged.")
        String[] trusted() default {};

        @AttributeDefinition(description = "Milliseconds for one stage.", min = "10", max = "60000")
        int stageMillis() default 5_000;

        @AttributeDefinition(description = "Milliseconds for all stages of a phase.", min = "10", max = "240000")
        int allMillis() default 20_000;

        @AttributeDefinition(
                description = "Stages at work at a time, for all messages. Read at start.",
                min = "1",
                max = "10000")
        int threads() default 200;

        @AttributeDefinition(description = "Milliseconds to wait for a stage that is being replaced. Read at start.")
        int awayMillis() default 3_000;

        @AttributeDefinition(
                description =
                        "Seconds after which a stage that went is taken to be uninstalled, not replaced. Read at start.")
        int goneSeconds() default 10;

        @AttributeDefinition(
                description = "Seconds that the update of a stage waits for messages that are with it. Read at start.")
        int drainSeconds() default 15;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** What the trace id of a candidate begins with that an administrator made up: nothing of it is kept. */
    private static final String WHAT_IF = "what-if-";

    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration AWAY = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Records records;
    private final Tally tally = new Tally();
    private final Stages stages;
    private final Workers workers;
    private final Chain chain;
    private final Swappable<Resolver> resolvers = new Swappable<>("dns");
    private final Swappable<Traces> traces = new Swappable<>("trace");
    private volatile Config config;
    private volatile Networks trusted;

    @Activate
    public Pipeline(Config config, @Reference Records records) {
        this(config, records, InstantSource.system(), System::nanoTime);
    }

    Pipeline(Config config, Records records, InstantSource clock, LongSupplier nanos) {
        this.config = config;
        this.trusted = Networks.of(config.trusted());
        this.records = records;
        this.clock = clock;
        this.stages = new Stages(
                Duration.ofMillis(config.awayMillis()),
                Duration.ofSeconds(config.goneSeconds()),
                Duration.ofSeconds(config.drainSeconds()));
        this.workers = new Workers(config.threads());
        this.chain = new Chain(stages, workers, nanos, tally);
    }

    /** Points, trust and times of the next message; what is made once ({@code threads} and waiting) stays until the next start. */
    @Modified
    void modified(Config changed) {
        trusted = Networks.of(changed.trusted());
        config = changed;
    }

    @Deactivate
    void stop() {
        workers.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStage(Stage stage, Map<String, Object> properties) {
        stages.bind(stage, properties);
    }

    void unbindStage(Stage stage) {
        stages.unbind(stage);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindRule(StageRule rule) {
        stages.bind(rule);
    }

    void unbindRule(StageRule rule) {
        stages.unbind(rule);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindResolver(Resolver resolver) {
        resolvers.bind(resolver);
    }

    void unbindResolver(Resolver resolver) {
        resolvers.unbind(resolver, DRAIN);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindTraces(Traces service) {
        traces.bind(service);
    }

    void unbindTraces(Traces service) {
        traces.unbind(service, DRAIN);
    }

    @Override
    public Verdict judge(Phase phase, Candidate candidate) {
        List<Stages.Place> places = stages.of(phase);
        if (places.isEmpty() || trusted.contains(candidate.client().address())) {
            return new Verdict(Verdict.Action.ACCEPT, 0, "", "", List.of(), List.of());
        }
        Answers answers = new Answers(this::ask, Map.of());
        List<Heard> heard;
        try {
            heard = ask(places, phase, candidate, answers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict(
                    Verdict.Action.TRY_LATER, 0, "4.3.2", "The server is being stopped", List.of(), List.of());
        }
        Verdict verdict = decide(phase, candidate, heard);
        if (!candidate.traceId().startsWith(WHAT_IF)) {
            tally.verdict(phase, verdict);
            trace(phase, candidate, heard, verdict);
            records.add(phase, candidate, answers.asked(), verdict);
        }
        return verdict;
    }

    private List<Heard> ask(List<Stages.Place> places, Phase phase, Candidate candidate, Answers answers)
            throws InterruptedException {
        Config now = config;
        return chain.ask(places, phase, candidate, answers, now.stageMillis(), now.allMillis());
    }

    private Verdict decide(Phase phase, Candidate candidate, List<Heard> heard) {
        Config now = config;
        return new Decision(now.junkPoints(), now.refusePoints(), now.refuse())
                .of(phase, candidate.client().server(), heard, candidate.results());
    }

    /** The domain name system as it is now. */
    private Answer ask(String name, RecordType type) {
        try (Lease<Resolver> resolver = resolvers.acquire(AWAY)) {
            return resolver.service().ask(name, type);
        } catch (AwayException e) {
            return Answers.failed(new Question(name, type), "there is no resolver");
        }
    }

    private void trace(Phase phase, Candidate candidate, List<Heard> heard, Verdict verdict) {
        if (!traces.isPresent()) {
            return;
        }
        try (Lease<Traces> lease = traces.acquire(Duration.ZERO)) {
            new Report(lease.service(), clock.instant(), phase, candidate.traceId()).write(heard, verdict);
        } catch (AwayException e) {
            LOG.debug("event=antispam-trace outcome=away trace={}", candidate.traceId());
        }
    }

    /** Judges a recorded candidate by the stages of today; nothing is traced, counted as a verdict or recorded. */
    Replayed replay(Recorded recorded) throws InterruptedException {
        Answers answers = new Answers(this::ask, recorded.answers());
        Candidate candidate = recorded.candidate();
        List<Heard> heard = ask(stages.of(recorded.phase()), recorded.phase(), candidate, answers);
        return new Replayed(recorded, decide(recorded.phase(), candidate, heard), answers.fresh());
    }

    Stages stages() {
        return stages;
    }

    @Override
    public Result execute() {
        List<String> troubles = new ArrayList<>(stages.refused());
        stages.all().forEach((name, place) -> {
            String trouble = stages.circuit(name).trouble();
            if (!trouble.isEmpty()) {
                troubles.add("stage " + name + ": " + trouble);
            }
        });
        return troubles.isEmpty()
                ? new Result(Result.Status.OK, stages.all().size() + " stages judge mail")
                : new Result(Result.Status.WARN, String.join("; ", troubles));
    }

    @Override
    public void measure(Metrics out) {
        tally.measure(out);
        stages.all().keySet().forEach(name -> {
            Circuit circuit = stages.circuit(name);
            out.gauge(
                    "mailbay_antispam_hung_calls",
                    "Calls of a stage that were broken off and still run.",
                    circuit.hung(),
                    "stage",
                    name);
            out.gauge(
                    "mailbay_antispam_left_out",
                    "1 while a stage is left out because it failed.",
                    circuit.trouble().isEmpty() ? 0 : 1,
                    "stage",
                    name);
        });
    }
}
