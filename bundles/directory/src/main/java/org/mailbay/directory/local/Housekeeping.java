package org.mailbay.directory.local;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Principal;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.AccountId;
import org.mailbay.store.spi.AccountLimits;
import org.mailbay.store.spi.CommitListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the store how much accounts may hold, counts what tenants hold, and removes the data of users who are gone for long. */
@Component(
        service = {AccountLimits.class, CommitListener.class, MetricSource.class, Housekeeping.class},
        immediate = true)
public final class Housekeeping implements AccountLimits, CommitListener, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(1);
    private static final Duration PURGE_EVERY = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final StoredDirectory directory;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable String failure;

    @Activate
    public Housekeeping(@Reference StoredDirectory directory) {
        this.directory = directory;
        thread = Thread.ofPlatform().daemon().name("directory-housekeeping").start(this::run);
    }

    private void run() {
        long lastPurge = System.nanoTime() - PURGE_EVERY.toNanos();
        try {
            while (!stopped.await(COUNT_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean isPurgeDue = System.nanoTime() - lastPurge >= PURGE_EVERY.toNanos();
                tick(isPurgeDue);
                lastPurge = isPurgeDue ? System.nanoTime() : lastPurge;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tick(boolean isPurgeDue) {
        try {
            directory.usage().count();
            if (isPurgeDue) {
                directory.storedUsers().purge();
            }
            failure = null;
        } catch (IOException | DirectoryException | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(failure)) {
                failure = why; // once, not every second
                LOG.warn("event=directory-housekeeping outcome=failed reason=\"{}\"", why, e);
            }
        }
    }

    /** Why the last round failed; null when it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    @Deactivate
    void stop() throws InterruptedException {
        stopped.countDown();
        if (!thread.join(DRAIN)) {
            LOG.warn("event=drain-incomplete what=directory-housekeeping");
        }
    }

    @Override
    public OptionalLong quota(AccountId account) {
        return directory.usage().limit(account);
    }

    @Override
    public void committed(AccountId account, long modSeq, Set<String> types) {
        directory.usage().written(account);
    }

    @Override
    public void measure(Metrics out) {
        Entries entries = directory.entries();
        long active = 0;
        for (Entries.Index.Entry<Principal> principal : entries.principals.each()) {
            active += principal.value().state() == Principal.State.ACTIVE ? 1 : 0;
        }
        long suspended = entries.principals.size() - active;
        String help = "Users, and those who were removed and whose data is still there";
        out.gauge("mailbay_directory_users", help, active, "state", "active");
        out.gauge("mailbay_directory_users", help, suspended, "state", "suspended");
        out.gauge("mailbay_directory_users", help, entries.departed.size(), "state", "removed");
        out.gauge("mailbay_directory_tenants", "Tenants", entries.tenants.size());
        out.gauge("mailbay_directory_domains", "Domains", entries.domains.size());
        out.gauge(
                "mailbay_directory_tenants_full",
                "Tenants whose accounts hold as much as they may",
                directory.tenants().stream()
                        .filter(tenant -> directory.usage().isFull(tenant.id()))
                        .count());
    }
}
