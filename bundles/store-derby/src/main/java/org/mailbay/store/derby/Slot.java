package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.Records;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard's place in the driver: its database is opened for the first user and closed with the last.
 *
 * <p>In between it may be closed while nobody is inside ({@link Budget}) or after a failure; the next call opens it again, and users
 * notice nothing but the time.
 */
final class Slot {
    /** What a slot's database is and how it is booted. */
    interface Home {
        /** For logs. */
        String label();

        /** Where the lock and the database lie. */
        Path folder();

        /** Whether commits are refused. */
        boolean readOnly();

        /** Boots the database. */
        @Nullable
        ShardKey boot(@Nullable MasterKey master, @Nullable ShardKey known) throws IOException, SQLException;

        /** The last user has gone and the database is closed. */
        void left() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    /** Between attempts to open a database that failed. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Home home;
    private final Settings settings;
    private final Budget budget;
    private final Tally tally;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Shard shard;
    private @Nullable ShardKey key;
    private int users;
    private long attemptedAt;
    private volatile long lastUse;
    private volatile boolean stopping;
    private volatile String trouble = "";

    Slot(Home home, Settings settings, Budget budget, Tally tally) {
        this.home = home;
        this.settings = settings;
        this.budget = budget;
        this.tally = tally;
    }

    /** A view for a new user; opens the database, whatever happened before. */
    Records enter(@Nullable MasterKey master) throws IOException {
        lock.lock();
        try {
            Shard open = shard;
            if (open != null && open.trouble().isEmpty()) {
                agree(open, master);
            } else {
                if (users > 0 && key != null && master == null) {
                    throw new IOException("Shard " + label() + " is encrypted and there is no master key");
                }
                if (users == 0) {
                    Engine.use(settings.pageCachePages());
                }
                try {
                    open(master);
                } catch (IOException refused) {
                    if (users == 0) {
                        key = null;
                        Engine.release();
                    }
                    throw refused;
                }
            }
            users++;
            return new DerbyRecords(this);
        } finally {
            lock.unlock();
        }
    }

    /** A second user says the same as the first about encryption; a new master key wraps the key anew. */
    private void agree(Shard open, @Nullable MasterKey master) throws IOException {
        if (open.key() != null && master == null) {
            throw new IOException("Shard " + label() + " is encrypted and there is no master key");
        }
        if (open.key() == null && master != null) {
            throw new IOException("Shard " + label() + " is in use and not encrypted: close it, then it can be");
        }
        if (master != null) {
            OwnThread.run("derby-" + label() + "-key", () -> ShardKey.read(folder(), master));
        }
    }

    /** The open database, which stays open until {@link #unpin}. */
    Shard pin() throws IOException {
        lock.lock();
        try {
            if (users == 0) {
                throw new IOException(stopping ? "the driver is stopped" : "the shard is closed");
            }
            Shard open = shard;
            if (open == null || !open.trouble().isEmpty()) {
                if (!trouble().isEmpty() && System.nanoTime() - attemptedAt < RETRY_NANOS) {
                    throw new IOException("Shard " + label() + " is away, and will be tried again: " + trouble());
                }
                open = open(null);
                tally.reopened().increment();
            }
            open.pins().incrementAndGet();
            lastUse = System.nanoTime();
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a database that has just failed may be tried again. */
    void awaitRetry() throws IOException {
        OwnThread.run("derby-" + label() + "-wait", () -> {
            LockSupport.parkNanos(RETRY_NANOS);
            return this;
        });
    }

    /** Gives back what {@link #pin} gave. */
    void unpin(Shard pinned) {
        lastUse = System.nanoTime();
        pinned.pins().decrementAndGet();
    }

    private Shard open(@Nullable MasterKey master) throws IOException {
        if (stopping) {
            throw new IOException("the driver is stopped");
        }
        close();
        budget.take(this, () -> stopping);
        attemptedAt = System.nanoTime();
        try {
            Shard open = OwnThread.run(
                    "derby-" + label() + "-open",
                    () -> Shard.open(this, settings, tally, () -> home.boot(master, key)));
            key = open.key();
            shard = open;
            lastUse = System.nanoTime();
            trouble = "";
            tally.opened().increment();
            return open;
        } catch (IOException refused) {
            trouble = String.valueOf(refused.getMessage());
            throw refused;
        } finally {
            if (shard == null) {
                budget.give(this);
            }
        }
    }

    /** A user goes. */
    void leave() throws IOException {
        lock.lock();
        try {
            if (users > 0 && --users == 0) {
                end();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes the database under its users, for good, and gives up waiting for it. */
    void stop() throws IOException {
        stopping = true;
        lock.lock();
        try {
            if (users > 0) {
                users = 0;
                end();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end() throws IOException {
        try {
            close();
        } finally {
            key = null;
            trouble = "";
            try {
                Engine.release();
            } finally {
                home.left();
            }
        }
    }

    /** Whether it could be closed. */
    boolean isIdle() {
        Shard open = shard;
        return open != null && open.pins().get() == 0;
    }

    /** Closes the database if nobody is inside; false when somebody is, or is coming. */
    boolean evict() throws IOException {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (!isIdle()) {
                return false;
            }
            close();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void close() throws IOException {
        Shard open = shard;
        shard = null;
        if (open == null) {
            return;
        }
        try {
            OwnThread.run("derby-" + label() + "-close", () -> {
                open.close();
                return open;
            });
        } catch (IOException unclean) {
            LOG.warn("event=shard-unclean driver=derby shard={}", label(), unclean);
        } finally {
            budget.give(this);
        }
    }

    /** Whether nobody uses it any more. */
    boolean isLeft() {
        lock.lock();
        try {
            return users == 0;
        } finally {
            lock.unlock();
        }
    }

    /** When it was last used, by {@link System#nanoTime}. */
    long lastUse() {
        return lastUse;
    }

    /** For the health check: what is wrong, empty when nothing is. */
    String trouble() {
        Shard open = shard;
        return open == null ? trouble : open.trouble();
    }

    /** The open database; null when it is closed. */
    @Nullable
    Shard shard() {
        return shard;
    }

    /** Whether {@link #stop} was called. */
    boolean isStopping() {
        return stopping;
    }

    boolean isReadOnly() {
        return home.readOnly();
    }

    Path folder() {
        return home.folder();
    }

    String label() {
        return home.label();
    }
}
