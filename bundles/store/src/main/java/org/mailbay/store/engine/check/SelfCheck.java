package org.mailbay.store.engine.check;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.admin.spi.Progress;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.AccountId;
import org.mailbay.store.Finding;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Proposals;
import org.mailbay.store.engine.Space;
import org.mailbay.store.spi.Schema;
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

/** Looks at all accounts again and again, slowly, and keeps what it finds for health, figures and the administrator. */
@Component(
        configurationPid = "store.check",
        service = {SelfCheck.class, HealthCheck.class, MetricSource.class},
        immediate = true,
        property = {"hc.name=Store check", "hc.tags=mailbay", "hc.tags=store"})
@Designate(ocd = SelfCheck.Config.class)
public final class SelfCheck implements HealthCheck, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

    /** After a start others have much to do. */
    private static final Duration FIRST = Duration.ofMinutes(3);

    /** How much longer than an account took the check waits at least: it uses no more than a twentieth of a processor. */
    private static final int REST = 19;

    private static final Duration LONGEST_REST = Duration.ofHours(1);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int SHOWN = 20;

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Store check", description = "The store's continuous check of itself.")
    public @interface Config {
        /** Length of a pass. */
        @AttributeDefinition(
                description = "In how many days all accounts are checked once, while the machine can; 0 never checks")
        int days() default 7;
    }

    private final JmapStore store;
    private final InstantSource clock;
    private final Duration pass;
    private final Results results = new Results();
    private final List<Schema> schemas = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopping = lock.newCondition();
    /** Held while an account is looked at: one at a time. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile boolean stopped;
    private Thread thread = Thread.ofPlatform().unstarted(() -> {});

    /** In the container. */
    @Activate
    public SelfCheck(@Reference JmapStore store, Config config) {
        this(store, InstantSource.system(), Duration.ofDays(config.days()));
        if (config.days() > 0) {
            thread = Thread.ofPlatform()
                    .daemon()
                    .name("store-check")
                    .priority(Thread.MIN_PRIORITY)
                    .start(this::walk);
        }
    }

    SelfCheck(JmapStore store, InstantSource clock, Duration pass) {
        this.store = store;
        this.clock = clock;
        this.pass = pass;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindSchema(Schema schema) {
        schemas.add(schema);
    }

    void unbindSchema(Schema schema) {
        schemas.remove(schema);
        // A look that uses it ends before its classes go.
        looking.lock();
        looking.unlock();
    }

    @Deactivate
    void stop() {
        lock.lock();
        try {
            stopped = true;
            stopping.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(STOP)) {
                LOG.warn("event=drain-incomplete what=check");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void walk() {
        rest(FIRST);
        while (!stopped) {
            try {
                List<AccountId> accounts = store.accounts();
                Duration each = pass.dividedBy(Math.max(1, accounts.size()));
                for (AccountId account : accounts) {
                    long start = System.nanoTime();
                    if (stopped) {
                        return;
                    }
                    look(account);
                    Duration taken = Duration.ofNanos(System.nanoTime() - start);
                    Duration rest = taken.multipliedBy(REST);
                    rest(rest.compareTo(each) > 0 ? rest : each);
                }
                results.ofShards(store.checkShards());
                passed(accounts);
            } catch (IOException | RuntimeException e) {
                LOG.warn("event=check-failed reason=\"{}\"", e.toString());
                rest(LONGEST_REST);
            }
        }
    }

    private void passed(List<AccountId> accounts) {
        results.passed(clock.instant(), accounts);
        LOG.info(
                "event=check-passed accounts={} findings={}",
                accounts.size(),
                results.all().size());
    }

    private void rest(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!stopped && left > 0) {
                left = stopping.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    boolean isThere(AccountId account) throws IOException {
        return store.tenantNumber(account) >= 0;
    }

    /** Looks at one account now. */
    List<Finding> look(AccountId account) throws IOException {
        looking.lock();
        try {
            List<Finding> findings = new ArrayList<>(store.check(account));
            Space space = findings.stream().anyMatch(finding -> finding.code().equals("account-unreadable"))
                    ? null
                    : store.space(account);
            if (space != null) {
                for (Schema schema : schemas) {
                    ask(schema, space, findings);
                }
            }
            results.of(account, findings);
            findings.forEach(finding -> LOG.warn(
                    "event=check-finding code={} account={} detail=\"{}\"",
                    finding.code(),
                    finding.account(),
                    finding.detail()));
            return findings;
        } finally {
            looking.unlock();
        }
    }

    private static void ask(Schema schema, Space space, List<Finding> findings) {
        try {
            schema.check(
                    space,
                    finding -> findings.add(
                            finding.proposal().isEmpty()
                                    ? new Finding(
                                            finding.code(),
                                            finding.account(),
                                            finding.detail(),
                                            Proposals.of(finding.code()))
                                    : finding));
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("event=check-failed type={} account={}", schema.type(), space.id(), e);
            findings.add(new Finding(
                    "check-failed",
                    space.id(),
                    "the objects of type " + schema.type() + " could not be checked: " + e,
                    Proposals.of("check-failed")));
        }
    }

    /** Looks at everything now, in the caller's thread. */
    List<Finding> lookAtAll(Progress progress) throws IOException {
        List<AccountId> accounts = store.accounts();
        for (int i = 0; i < accounts.size(); i++) {
            progress.at(i, accounts.size());
            look(accounts.get(i));
        }
        results.ofShards(store.checkShards());
        passed(accounts);
        return results.all();
    }

    Results results() {
        return results;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        List<Finding> findings = results.all();
        findings.stream()
                .limit(SHOWN)
                .forEach(finding -> log.critical(
                        "account {}: {}: {}. {}",
                        finding.account(),
                        finding.code(),
                        finding.detail(),
                        finding.proposal()));
        if (findings.size() > SHOWN) {
            log.critical("and {} findings more", findings.size() - SHOWN);
        }
        Instant last = results.lastPass();
        log.info(
                "{} accounts checked since the start, {}",
                results.accounts(),
                last == null ? "not yet all of them" : "all of them at " + last);
        return new Result(log);
    }

    @Override
    public void measure(Metrics out) {
        out.counter(
                "mailbay_store_checked_accounts_total",
                "Accounts that the store's check looked at.",
                results.accounts());
        Map<String, Integer> counts = results.counts();
        for (String code : Proposals.codes()) {
            out.gauge(
                    "mailbay_store_findings",
                    "What the store's check found wrong, by invariant.",
                    counts.getOrDefault(code, 0),
                    "code",
                    code);
        }
        counts.keySet().removeAll(Proposals.codes());
        counts.forEach((code, count) -> out.gauge(
                "mailbay_store_findings", "What the store's check found wrong, by invariant.", count, "code", code));
    }
}
