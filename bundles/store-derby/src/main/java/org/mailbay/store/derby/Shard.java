package org.mailbay.store.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.ShardId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open shard: its folder's lock, its database, its threads. */
final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /** From this severity on Derby has ended the connection, the database or itself ({@code ExceptionSeverity.SESSION_SEVERITY}). */
    private static final int FATAL = 40_000;

    private final ShardId id;
    private final Settings settings;
    private final Path folder;
    private final Path database;
    private final FolderLock lock;
    private final Turns turns;
    private final Readers readers;
    private final Session writing;
    private final Thread committer;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    private Shard(ShardId id, Path folder, Path database, FolderLock lock, Settings settings) throws SQLException {
        this.id = id;
        this.settings = settings;
        this.folder = folder;
        this.database = database;
        this.lock = lock;
        turns = new Turns(settings.patience());
        writing = Session.open(database);
        Committer work = new Committer(writing, turns, this, settings.groupSize());
        readers = new Readers(database, this, settings.readers());
        committer = Thread.ofPlatform().daemon().name("derby-" + id + "-commit").unstarted(work);
    }

    /** Opens or makes a shard. Not for a thread that may be interrupted. */
    static Shard open(ShardId id, Settings settings, BooleanSupplier stopping) throws IOException {
        long start = System.nanoTime();
        Path folder = settings.root().resolve(id.name());
        Files.createDirectories(folder);
        Database.sync(settings.root());
        Database.sync(settings.root().toAbsolutePath().getParent());
        FolderLock lock = FolderLock.take(folder, settings.lockWait(), stopping);
        boolean engine = false;
        Path database = folder.resolve("db");
        try {
            Engine.use(settings.pageCachePages());
            engine = true;
            Database.prepare(folder, database);
            Shard shard = new Shard(id, folder, database, lock, settings);
            shard.committer.start();
            LOG.info("event=shard-open driver=derby shard={} millis={}", id, (System.nanoTime() - start) / 1_000_000);
            return shard;
        } catch (SQLException | IOException | RuntimeException refused) {
            release(database, engine, lock, refused);
            throw new IOException("Shard " + id + " cannot be opened: " + refused.getMessage(), refused);
        }
    }

    private static void release(Path database, boolean engine, FolderLock lock, Exception why) throws IOException {
        try {
            if (engine) {
                Engine.close(database);
            }
        } catch (IOException notOpen) {
            why.addSuppressed(notOpen);
        }
        try {
            if (engine) {
                Engine.release();
            }
        } finally {
            lock.close();
        }
    }

    ShardId id() {
        return id;
    }

    Path folder() {
        return folder;
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
            throw new IOException("The shard has failed and must be opened again: " + why.getMessage(), why);
        }
    }

    /** Empty when all is well. */
    String trouble() {
        Throwable why = failure;
        return why == null ? "" : String.valueOf(why.getMessage());
    }

    /** Looks at what Derby threw: after an error that ended a connection or the database the shard has failed. */
    void judge(SQLException thrown) {
        if (thrown.getErrorCode() >= FATAL && !closed) {
            fail(thrown);
        }
    }

    /** Nothing is tried any more until the shard is opened again, with recovery. */
    void fail(Throwable why) {
        if (failure == null) {
            failure = why;
            LOG.error("event=shard-failed driver=derby shard={}", id, why);
            turns.abandon(new IOException("The shard has failed: " + why.getMessage(), why));
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
            LOG.debug("event=shard-close driver=derby shard={} state={}", id, broken.getSQLState());
        }
        try {
            Engine.close(database);
        } catch (IOException unclean) {
            // A database that failed is down already; the next start recovers it.
            LOG.warn("event=shard-unclean driver=derby shard={} error=\"{}\"", id, unclean.getMessage());
        } finally {
            try {
                Engine.release();
            } finally {
                lock.close();
            }
        }
        LOG.info("event=shard-close driver=derby shard={}", id);
    }

    private void join() {
        boolean interrupted = Thread.interrupted();
        try {
            if (!committer.join(settings.drain())) {
                LOG.warn(
                        "event=drain-bound driver=derby shard={} seconds={}",
                        id,
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
