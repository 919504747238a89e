package org.mailbay.queue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.spi.RelayObserver;
import org.mailbay.delivery.spi.Signer;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.directory.Directory;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Annex;
import org.mailbay.swap.Swappable;
import org.mailbay.trace.Spans;
import org.mailbay.trace.Traces;
import org.mailbay.trace.spi.SpanListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages for others, and answers for them until they are delivered or their sender knows that they are not. */
@Component(
        immediate = true,
        configurationPid = "queue",
        service = {Relay.class, MetricSource.class, MailQueue.class})
@Designate(ocd = MailQueue.Config.class)
public final class MailQueue implements Relay, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(MailQueue.class);

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Queue", description = "Mail that waits to be delivered")
    public @interface Config {
        @AttributeDefinition(description = "Name of this server in reports; empty: the machine's name")
        String hostname() default "";

        @AttributeDefinition(
                description =
                        "Seconds from one failed attempt to the next; the last one is repeated until the message expires")
        int[] retrySeconds() default {60, 300, 900, 1_800, 3_600, 7_200, 14_400};

        @AttributeDefinition(description = "Hours after which a message is given up", min = "1")
        int expiryHours() default 120;

        @AttributeDefinition(
                description = "Hours after which the sender hears that a message is late; 0: never",
                min = "0")
        int delayReportHours() default 4;

        @AttributeDefinition(description = "Hours that a message may wait before the health check warns", min = "1")
        int warnHours() default 24;

        @AttributeDefinition(description = "Attempts at one time", min = "1", max = "5000")
        int maxAttempts() default 200;

        @AttributeDefinition(description = "Attempts at one time to one destination", min = "1", max = "1000")
        int maxAttemptsPerDestination() default 20;

        @AttributeDefinition(description = "Lines of work that are in memory, of any number that wait", min = "100")
        int maxLanes() default 5_000;

        @AttributeDefinition(
                description = "Messages that may wait or be held; more are refused (452 4.3.1); 0: any number",
                min = "0")
        int maxMessages() default 2_000_000;

        @AttributeDefinition(
                description =
                        "Megabytes of messages that may wait or be held; more are refused (452 4.3.1); 0: any number",
                min = "0")
        int maxMegabytes() default 50_000;

        @AttributeDefinition(description = "How long an attempt waits for a part that is being replaced, in seconds")
        int patienceSeconds() default 20;

        @AttributeDefinition(description = "How long an update waits for attempts under way, in seconds")
        int drainSeconds() default 20;
    }

    /** Messages looked at to find the oldest: their order is that of their arrival, some were released later. */
    private static final int OLDEST = 500;
    /** Of those that are held, for which nobody waits. */
    private static final int MOST_READ = 50_000;

    private final Waiting waiting;
    private final Scheduler scheduler;
    private final Standing standing;
    private final Settlement settlement;
    private final News news;
    private final Diary diary;
    private final Stock stock;
    private final Desk desk;
    private final Sweep sweep;
    private final Outlasting outlasting;
    private final Locks locks = new Locks();
    private final InstantSource clock;
    private final Duration drain;
    private volatile Duration letGo;
    private final @Nullable BundleContext context;
    private final Duration oldestWell;
    private final Swappable<Transport> transport = new Swappable<>("transport to other servers");
    private final Swappable<Directory> directory = new Swappable<>("directory");
    private final Swappable<Router> router = new Swappable<>("router");
    private final Swappable<Delivery> delivery = new Swappable<>("delivery");
    private final Swappable<Traces> traces = new Swappable<>("traces");
    private final Spans spans = new Spans();
    private final Signers signers;

    @Activate
    public MailQueue(BundleContext context, Config config, @Reference Annex annex) throws IOException {
        this(config, annex, InstantSource.system(), context);
        Installed.expect(context, signers);
    }

    /** Outside of a container. */
    public MailQueue(Config config, Annex annex) throws IOException {
        this(config, annex, InstantSource.system(), null);
    }

    MailQueue(Config config, Annex annex, InstantSource clock, @Nullable BundleContext context) throws IOException {
        this.clock = clock;
        this.context = context;
        drain = Duration.ofSeconds(config.drainSeconds());
        letGo = drain;
        signers = new Signers(Duration.ofSeconds(config.patienceSeconds()), drain);
        oldestWell = Duration.ofHours(config.warnHours());
        waiting = new Waiting(annex.room("queue"));
        Terms terms = new Terms(
                Duration.ofHours(config.expiryHours()),
                Duration.ofHours(config.delayReportHours()),
                new Backoff(Arrays.stream(config.retrySeconds())
                        .mapToObj(Duration::ofSeconds)
                        .toList()));
        String name = config.hostname().isEmpty() ? machineName() : config.hostname();
        Addresses addresses = new Addresses(router, directory, Duration.ofSeconds(config.patienceSeconds()));
        news = new News(waiting);
        diary = new Diary(traces, spans, clock);
        stock = new Stock(config.maxMessages(), config.maxMegabytes() * 1_000_000L);
        outlasting = new Outlasting(waiting, locks, stock, clock);
        outlasting.start();
        settlement = new Settlement(
                waiting,
                this::standing,
                terms,
                new Reports(waiting, name, new SecureRandom(), clock, addresses::reports),
                news,
                diary,
                stock,
                locks,
                outlasting);
        Courier courier = new Courier(transport, addresses, delivery, Duration.ofSeconds(config.patienceSeconds()));
        scheduler = new Scheduler(
                waiting,
                new Attempt(waiting, this::standing, signers, courier, terms, settlement, locks, clock),
                terms.backoff(),
                clock,
                new Scheduler.Bounds(config.maxLanes(), config.maxAttempts(), config.maxAttemptsPerDestination()),
                outlasting);
        standing = new Standing(waiting, scheduler);
        desk = new Desk(waiting, standing, scheduler, settlement, locks, diary, clock);
        sweep = new Sweep(waiting, stock);
        sweep.start();
        scheduler.start(waiting.paused());
        LOG.info("event=queue-started");
    }

    private Standing standing() {
        return standing;
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Deactivate
    void stop() {
        sweep.close();
        settlement.stop();
        outlasting.close();
        scheduler.close(drain);
        leaveWhatIsTried();
        news.close();
        waiting.close();
        // Who is let go of from now on is not waited for again.
        letGo = Duration.ZERO;
    }

    private void leaveWhatIsTried() {
        Set<Item.Id> tried = scheduler.inFlight();
        if (tried.isEmpty()) {
            return;
        }
        LOG.warn("event=queue-stopped attempts={}: they go on, and the next revision leaves them alone", tried.size());
        if (context != null) {
            Installed.loadAll(context.getBundle());
        }
        try {
            outlasting.leave(tried);
            // Those that ended before this was written.
            tried.removeAll(scheduler.inFlight());
            tried.forEach(outlasting::isOver);
        } catch (IOException | RuntimeException e) {
            LOG.error("event=queue-stopped outcome=failed reason=\"{}\"", e.toString());
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            target = "(" + Transport.NAME + "=smtp)")
    void bindTransport(Transport service) {
        transport.bind(service);
    }

    void unbindTransport(Transport service) {
        transport.unbind(service, letGo);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDirectory(Directory service) {
        directory.bind(service);
    }

    void unbindDirectory(Directory service) {
        directory.unbind(service, letGo);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRouter(Router service) {
        router.bind(service);
    }

    void unbindRouter(Router service) {
        router.unbind(service, letGo);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDelivery(Delivery service) {
        delivery.bind(service);
    }

    void unbindDelivery(Delivery service) {
        delivery.unbind(service, letGo);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindObserver(RelayObserver observer) {
        news.bind(observer);
    }

    void unbindObserver(RelayObserver observer) {
        news.unbind(observer);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindSigner(Signer signer, ServiceReference<Signer> reference) {
        signers.bind(Installed.name(reference), signer, Installed.comesBack(reference));
    }

    void unbindSigner(Signer signer) {
        signers.unbind(signer);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindSpans(SpanListener service) {
        spans.bind(service);
    }

    void unbindSpans(SpanListener service) {
        spans.unbind(service);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTraces(Traces service) {
        traces.bind(service);
    }

    void unbindTraces(Traces service) {
        traces.unbind(service, letGo);
    }

    /** What an administrator does to letters. */
    Desk desk() {
        return desk;
    }

    /** What an administrator sees. */
    Listing listing() {
        return new Listing(waiting, scheduler);
    }

    /** How much waits or is held. */
    Stock stock() {
        return stock;
    }

    /** How many messages wait or are held. */
    long messages() {
        return stock.messages();
    }

    /** Since when the oldest message waits that is neither held nor to be sent later; zero when none does. */
    Duration oldest() throws IOException {
        Instant now = clock.instant();
        Instant since = waiting.oldest(now, OLDEST, MOST_READ);
        return since == null ? Duration.ZERO : Duration.between(since, now);
    }

    /** How long a message may wait before somebody should look. */
    Duration oldestWell() {
        return oldestWell;
    }

    /** Why the last commit failed; empty when it did not. */
    String storeFailure() {
        return waiting.failure();
    }

    /** Who signs what leaves. */
    Signers signers() {
        return signers;
    }

    /** Whether mail to other servers can be carried now. */
    boolean hasTransport() {
        return transport.isPresent();
    }

    /** Recipients of reports that could not be reached, since the start. */
    long undeliverable() {
        return diary.silent();
    }

    /** Attempts under way. */
    int running() {
        return scheduler.running();
    }

    /** Lines of work in memory. */
    int lanes() {
        return scheduler.lanes();
    }

    /** Looks now for what is due. */
    void lookNow() {
        scheduler.lookNow();
    }

    @Override
    public void measure(Metrics out) {
        stock.measure(out);
        diary.measure(out);
        out.gauge("mailbay_queue_attempts_running", "Attempts under way", scheduler.running());
        out.gauge("mailbay_queue_lanes", "Lines of work in memory", scheduler.lanes());
    }

    @Override
    public Leaving begin(Shipment shipment, long sizeHint) throws IOException {
        return new Departure(waiting, standing, signers, diary, stock, locks, clock.instant(), shipment, sizeHint);
    }
}
