package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open shard: its folder's lock, its database, its threads. */
final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /** From this severity on Derby has ended the connection, the database or itself ({@code ExceptionSeverity.SESSION_SEVERITY}). */
    private static final int FATAL = 40_000;

    private final String label;
    private final Settings settings;
    private final Tally tally;
    private final Path database;
    private final @Nullable ShardKey key;
    private final FolderLock lock;
    private final Turns turns;
    private final Readers readers;
    private final Session writing;
    private final Thread committer;
    private final AtomicInteger pins = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    private Shard(
            String label,
            Path database,
            @Nullable ShardKey key,
            FolderLock lock,
            Settings settings,
            Tally tally,
            boolean readOnly)
            throws SQLException {
        this.label = label;
        this.settings = settings;
        this.tally = tally;
        this.database = database;
        this.key = key;
        this.lock = lock;
        turns = new Turns(settings.patience());
        writing = Session.open(database);
        Committer work = new Committer(writing, turns, this, settings.groupSize());
        readers = new Readers(database, this, readOnly ? 1 : settings.readers());
        committer =
                Thread.ofPlatform().daemon().name("derby-" + label + "-commit").unstarted(work);
    }

    /** How a database is booted. */
    @FunctionalInterface
    interface Boot {
        @Nullable
        ShardKey run() throws IOException, SQLException;
    }

    /** Opens the database in a folder. Not for a thread that may be interrupted. */
    static Shard open(Slot slot, Settings settings, Tally tally, Boot boot) throws IOException {
        long start = System.nanoTime();
        Disk.make(settings.root(), slot.folder());
        FolderLock lock = FolderLock.take(slot.folder(), settings.lockWait(), slot::isStopping);
        Path database = slot.folder().resolve(Database.NAME);
        try {
            ShardKey key = boot.run();
            Shard shard = new Shard(slot.label(), database, key, lock, settings, tally, slot.isReadOnly());
            shard.committer.start();
            LOG.info(
                    "event=shard-open driver=derby shard={} encrypted={} millis={}",
                    slot.label(),
                    key != null,
                    (System.nanoTime() - start) / 1_000_000);
            return shard;
        } catch (SQLException | IOException | RuntimeException refused) {
            try {
                Engine.close(database);
            } catch (IOException unclean) {
                refused.addSuppressed(unclean);
            } finally {
                lock.close();
            }
            throw new IOException(
                    "Shard " + slot.label() + " cannot be opened: " + Reason.of(refused), Reason.clean(refused));
        }
    }

    String label() {
        return label;
    }

    Path database() {
        return database;
    }

    /** Null when the database is not encrypted. */
    @Nullable
    ShardKey key() {
        return key;
    }

    /** Calls that are inside. */
    AtomicInteger pins() {
        return pins;
    }

    Tally tally() {
        return tally;
    }

    Turns turns() {
        return turns;
    }

    Readers readers() {
        return readers;
    }

    /** Fails when the shard is of no use any more. */
    void check() throws IOException {
        if (closed) {
            throw new IOException("the shard is closed");
        }
        Throwable why = failure;
        if (why != null) {
            throw new IOException("The shard has failed: " + Reason.of(why), why);
        }
    }

    /** Empty when all is well. */
    String trouble() {
        Throwable why = failure;
        return why == null ? "" : Reason.of(why);
    }

    /** Looks at what Derby threw: after an error that ended a connection or the database the shard has failed. */
    void judge(SQLException thrown) {
        if (thrown.getErrorCode() >= FATAL && !closed) {
            fail(thrown);
        }
    }

    /** Nothing is tried any more until its slot has opened the database again, with recovery. */
    void fail(Throwable why) {
        if (failure == null) {
            failure = Reason.clean(why);
            tally.failures().increment();
            LOG.error("event=shard-failed driver=derby shard={}", label, failure);
            turns.abandon(new IOException("The shard has failed: " + Reason.of(why), why));
        }
    }

    /** Carries out what waits, within a bound, then closes. */
    void close() throws IOException {
        turns.close();
        join();
        closed = true;
        turns.abandon(new IOException("the shard is closed"));
        try {
            readers.close(settings.drain());
            if (!committer.isAlive()) {
                writing.close();
            }
        } catch (SQLException broken) {
            LOG.debug("event=shard-close driver=derby shard={} state={}", label, broken.getSQLState());
        }
        try {
            Engine.close(database);
        } catch (IOException unclean) {
            // A database that failed is down already; the next start recovers it.
            LOG.warn("event=shard-unclean driver=derby shard={} error=\"{}\"", label, unclean.getMessage());
        } finally {
            lock.close();
        }
        LOG.info("event=shard-close driver=derby shard={}", label);
    }

    private void join() {
        boolean interrupted = Thread.interrupted();
        try {
            if (!committer.join(settings.drain())) {
                LOG.warn(
                        "event=drain-bound driver=derby shard={} seconds={}",
                        label,
                        settings.drain().toSeconds());
            }
        } catch (InterruptedException hurry) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
