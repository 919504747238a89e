package org.mailbay.store.engine.outbox;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.Asked;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Requested;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.outbox.Lane.State;
import org.mailbay.store.spi.OutboxWorker;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
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

/** Hands what transactions asked for to the workers of its topics, at least once. */
@Component(
        configurationPid = "store.outbox",
        service = {Outbox.class, MetricSource.class},
        immediate = true)
@Designate(ocd = Outbox.Config.class)
public final class Outbox implements Requested, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long FIRST_RETRY_SECONDS = 1;
    private static final long LAST_RETRY_SECONDS = 3_600;

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Outbox", description = "Work that follows commits: sending, notifying.")
    public @interface Config {
        /** Bound of each topic's threads. */
        @AttributeDefinition(description = "For how many accounts a worker is called at a time")
        int accounts() default 16;

        /** Bound of an unbind's wait. */
        @AttributeDefinition(description = "How long a worker's departure waits for calls inside it, in seconds")
        int drainSeconds() default 20;

        /** So many take about a day: twelve in the first hour, then one each hour. */
        @AttributeDefinition(
                description = "After how many failed attempts a request is set aside, so that the account's later ones"
                        + " go on; 0: never",
                min = "0")
        int attempts() default 36;
    }

    private final JmapStore store;
    private final int most;
    private final Duration drain;
    private final Turn.Bounds bounds;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("outbox-clock")::unstarted, new ThreadPoolExecutor.DiscardPolicy());
    private final Asides asides = new Asides();
    private final Map<Shard, Keeper> keepers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    // Under the lock.
    private final Map<String, Topic> topics = new TreeMap<>();
    private final Map<Lane.Key, Lane> lanes = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    private volatile boolean surveyed;
    private volatile boolean stopped;

    /** Starts. */
    @Activate
    public Outbox(@Reference JmapStore store, Config config) {
        this(store, config.accounts(), Duration.ofSeconds(config.drainSeconds()), config.attempts());
    }

    Outbox(JmapStore store, int most, Duration drain, int attempts) {
        this.store = store;
        this.most = Math.max(1, most);
        this.drain = drain;
        this.bounds = new Bounds(attempts);
        timer.setRemoveOnCancelPolicy(true);
        store.requestedBy(this);
        timer.schedule(this::survey, 0, TimeUnit.SECONDS);
    }

    /** Another worker; the one bound last is in use. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindWorker(OutboxWorker worker) {
        lock.lock();
        try {
            Topic topic = topic(worker.topic());
            topic.worker.bind(worker);
            start(topic);
        } finally {
            lock.unlock();
        }
    }

    /** When it returns, nobody is inside the worker any more. */
    public void unbindWorker(OutboxWorker worker) {
        Topic topic;
        lock.lock();
        try {
            topic = topic(worker.topic());
        } finally {
            lock.unlock();
        }
        if (!topic.worker.unbind(worker, drain)) {
            LOG.warn("event=drain-incomplete what=outbox-{}", topic.name);
        }
    }

    /** Lets workers finish what they are at; what is left is done after the next start. */
    @Deactivate
    public void stop() {
        store.requestedBy(null);
        stopped = true;
        timer.shutdownNow();
        lock.lock();
        try {
            long left = drain.toNanos();
            while (!threads.isEmpty() && left > 0) {
                left = idle.awaitNanos(left);
            }
            if (!threads.isEmpty()) {
                LOG.warn("event=drain-incomplete what=outbox users={}", threads.size());
                threads.forEach(Thread::interrupt);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Every shard that has a tenant is looked through once. */
    private void survey() {
        try {
            for (Shard shard : store.shards().all()) {
                keeper(shard).look();
            }
            surveyed = true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("event=outbox-waits reason=\"{}\"", e.getMessage());
            timer.schedule(this::survey, FIRST_RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Keeper keeper(Shard shard) {
        return keepers.computeIfAbsent(shard, key -> {
            Requests requests = new Requests(shard);
            return new Keeper(requests, visitor(requests), asides, store::now, timer, () -> stopped);
        });
    }

    private Requests.Visitor visitor(Requests requests) {
        return (account, topic, modSeq, asked) -> waits(requests, account, topic, asked);
    }

    /** Looks at once for what waited for a time: for who has set the clock. */
    void look() {
        keepers.values().forEach(Keeper::look);
    }

    @Override
    public void asked(Space space, long modSeq, List<Asked> asked) {
        Keeper keeper = keeper(space.shard());
        long now = store.now();
        lock.lock();
        try {
            for (Asked one : asked) {
                if (one.due() == 0) {
                    Lane lane = lane(keeper.requests(), space.id(), one.topic());
                    lane.add(now);
                    wake(lane);
                }
            }
        } finally {
            lock.unlock();
        }
        for (Asked one : asked) {
            if (one.due() > 0) {
                keeper.delayed(one.due());
            }
        }
    }

    private void waits(Requests requests, AccountId account, String topic, long asked) {
        lock.lock();
        try {
            Lane lane = lane(requests, account, topic);
            lane.add(asked);
            lane.fromStart = true;
            wake(lane);
        } finally {
            lock.unlock();
        }
    }

    private Topic topic(String name) {
        return topics.computeIfAbsent(name, Topic::new);
    }

    private Lane lane(Requests requests, AccountId account, String topic) {
        return lanes.computeIfAbsent(new Lane.Key(account, topic), key -> new Lane(key, topic(topic), requests));
    }

    private void wake(Lane lane) {
        switch (lane.state) {
            case IDLE -> ready(lane);
            case TAKEN -> lane.state = State.AGAIN;
            case READY, LATER, AGAIN -> {}
        }
    }

    private void ready(Lane lane) {
        lane.state = State.READY;
        lane.topic.ready.add(lane);
        start(lane.topic);
    }

    /** Under the lock: as many threads as there is work for. */
    private void start(Topic topic) {
        while (!stopped && topic.worker.isPresent() && topic.active < most && topic.starting < topic.ready.size()) {
            topic.active++;
            topic.starting++;
            Thread thread = Thread.ofVirtual().name("outbox-" + topic.name).unstarted(() -> serve(topic));
            threads.add(thread);
            thread.start();
        }
    }

    /** Gives lanes their turns until there is none. */
    private void serve(Topic topic) {
        Lane lane = next(topic, true);
        while (lane != null) {
            try (Lease<OutboxWorker> lease = topic.worker.acquire(Duration.ZERO)) {
                end(lane, Turn.of(lane, lease, bounds));
            } catch (AwayException e) {
                end(lane, null);
            }
            lane = next(topic, false);
        }
    }

    private @Nullable Lane next(Topic topic, boolean isFirst) {
        lock.lock();
        try {
            if (isFirst) {
                topic.starting--;
            }
            Lane lane = stopped || !topic.worker.isPresent() ? null : topic.ready.poll();
            if (lane == null) {
                topic.active--;
                threads.remove(Thread.currentThread());
                idle.signalAll();
                return null;
            }
            lane.state = State.TAKEN;
            if (lane.fromStart) {
                lane.fromStart = false;
                lane.last = null;
            }
            return lane;
        } finally {
            lock.unlock();
        }
    }

    /** @param turn null when there was no worker */
    private void end(Lane lane, @Nullable Turn turn) {
        if (turn != null && turn.aside() > 0) {
            asides.tryCount(lane.requests);
        }
        lock.lock();
        try {
            if (turn == null) {
                lane.state = State.READY;
                lane.topic.ready.addFirst(lane);
                return;
            }
            boolean isAgain = lane.state == State.AGAIN;
            lane.topic.done += turn.count();
            int left = turn.count() + turn.aside();
            lane.waiting = turn.isEnd() && !isAgain ? 0 : Math.max(1, lane.waiting - left);
            if (left > 0) {
                lane.failures = 0; // what fails now is another one
            }
            if (turn.failure() != null) {
                fail(lane, turn.failure());
                lane.since = Math.min(turn.since(), lane.since);
                return;
            }
            lane.failures = 0;
            lane.trouble = "";
            lane.since = turn.isEnd() && !isAgain ? Long.MAX_VALUE : Math.min(turn.since(), store.now());
            if (turn.isEnd() && !isAgain) {
                lane.state = State.IDLE;
                lanes.remove(lane.key);
            } else {
                ready(lane);
            }
        } finally {
            lock.unlock();
        }
    }

    private void fail(Lane lane, Throwable why) {
        lane.topic.failed++;
        lane.trouble = why.toString();
        long seconds = Math.min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS << Math.min(12, lane.failures++));
        lane.state = State.LATER;
        if (!stopped) {
            LOG.warn(
                    "event=outbox-failed topic={} account={} times={} retrySeconds={} reason=\"{}\"",
                    lane.topic.name,
                    lane.account(),
                    lane.failures,
                    seconds,
                    lane.trouble);
            timer.schedule(() -> retry(lane), seconds, TimeUnit.SECONDS);
        }
    }

    private void retry(Lane lane) {
        lock.lock();
        try {
            if (lane.state == State.LATER) {
                ready(lane);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tries at once what waits because it failed. */
    void hurry() {
        lock.lock();
        try {
            List.copyOf(lanes.values()).forEach(this::retry);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts back among what waits what was set aside, and tries it at once with all that waits because it failed.
     *
     * @param wanted which of those set aside; each has all its attempts again
     * @return how many
     */
    int again(Predicate<Requests.Aside> wanted) throws IOException {
        int count = 0;
        for (Shard shard : store.shards().all()) {
            Requests requests = keeper(shard).requests();
            count += requests.again(wanted, visitor(requests));
            asides.count(requests);
        }
        hurry();
        return count;
    }

    /** The first of those that are set aside, at most so many. */
    List<Requests.Aside> asides(int most) throws IOException {
        List<Requests.Aside> first = new ArrayList<>();
        for (Shard shard : store.shards().all()) {
            if (first.size() < most) {
                first.addAll(keeper(shard).requests().asides(null, most - first.size()));
            }
        }
        return first;
    }

    /** All topics. */
    List<Standing> standings() {
        lock.lock();
        try {
            Map<String, List<Lane>> byTopic = new TreeMap<>();
            topics.keySet().forEach(name -> byTopic.put(name, new ArrayList<>()));
            asides.topics().forEach(name -> byTopic.putIfAbsent(name, new ArrayList<>()));
            lanes.forEach((key, lane) -> byTopic.get(key.topic()).add(lane));
            List<Standing> standings = new ArrayList<>();
            byTopic.forEach((name, its) -> standings.add(Standing.of(topic(name), its, asides.of(name))));
            return standings;
        } finally {
            lock.unlock();
        }
    }

    /** The shards of which it is not known what waits. */
    List<String> unread() {
        if (!surveyed) {
            return List.of("main");
        }
        return keepers.values().stream()
                .filter(keeper -> !keeper.isSurveyed())
                .map(keeper -> keeper.requests().shard().id().name())
                .sorted()
                .toList();
    }

    long now() {
        return store.now();
    }

    @Override
    public void measure(Metrics out) {
        for (Standing topic : standings()) {
            out.gauge(
                    "mailbay_outbox_waiting",
                    "Requests that wait to be done.",
                    topic.waiting(),
                    "topic",
                    topic.topic());
            out.gauge(
                    "mailbay_outbox_oldest_seconds",
                    "For how long the oldest request waits.",
                    topic.since() == 0 ? 0 : Math.max(0, store.now() - topic.since()) / 1e3,
                    "topic",
                    topic.topic());
            out.gauge(
                    "mailbay_outbox_set_aside",
                    "Requests that failed too often and wait for an administrator.",
                    topic.aside(),
                    "topic",
                    topic.topic());
            out.counter("mailbay_outbox_done_total", "Requests done.", topic.done(), "topic", topic.topic());
            out.counter("mailbay_outbox_failed_total", "Attempts that failed.", topic.failed(), "topic", topic.topic());
        }
    }

    /** What bounds the turns. */
    private final class Bounds implements Turn.Bounds {
        private final int attempts;

        Bounds(int attempts) {
            this.attempts = attempts;
        }

        @Override
        public int attempts() {
            return attempts;
        }

        @Override
        public long now() {
            return store.now();
        }

        @Override
        public boolean isStopped() {
            return stopped;
        }
    }
}
