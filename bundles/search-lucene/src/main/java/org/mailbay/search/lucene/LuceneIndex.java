package org.mailbay.search.lucene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.apache.lucene.index.CorruptIndexException;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.seal.Blocks;
import org.mailbay.search.lucene.text.Highlighter;
import org.mailbay.store.AccountId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open shard.
 *
 * <p>Once a change or commit failed, what was applied since the newest commit may be gone, and a sync is never tried again: everything
 * fails from then on, until the index is closed and opened again.
 */
final class LuceneIndex implements SearchIndex {
    private static final Logger LOG = LoggerFactory.getLogger(LuceneIndex.class);

    private static final int HIGHLIGHTERS = 4;

    private final ShardId shard;
    private final Path folder;
    private final Settings settings;
    private final Figures figures;
    private final Workers readers;
    private final Workers writers;
    private final FolderLock lock;
    private final Core core;
    private final Consumer<LuceneIndex> gone;

    /** Whoever uses the core reads; who closes it writes. */
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();

    /** Commits, and the end. */
    private final Lock turns = new ReentrantLock(true);

    /** Those that nobody uses now: each remembers stems. */
    private final Queue<Highlighter> highlighters = new ArrayBlockingQueue<>(HIGHLIGHTERS);

    private volatile boolean closed;
    private volatile @Nullable Throwable failure;
    private volatile long bytes;

    private LuceneIndex(ShardId shard, Path folder, Parts parts, FolderLock lock, Core core, Consumer<LuceneIndex> gone)
            throws IOException {
        this.shard = shard;
        this.folder = folder;
        this.settings = parts.settings();
        this.figures = parts.figures();
        this.readers = parts.readers();
        this.writers = parts.writers();
        this.lock = lock;
        this.core = core;
        this.gone = gone;
        this.bytes = core.size();
    }

    /** What all shards share. */
    record Parts(Settings settings, Figures figures, Blocks blocks, Workers readers, Workers writers) {}

    /** Waits for the folder, and opens what is in it; sealed if there is a key. */
    static LuceneIndex open(
            ShardId shard, Path folder, @Nullable MasterKey key, Parts parts, Consumer<LuceneIndex> gone)
            throws IOException {
        return parts.writers().run(() -> {
            FolderLock lock = FolderLock.take(folder, parts.settings().lockWait());
            try {
                Core core = new Opening(shard, folder, key, parts).open();
                return new LuceneIndex(shard, folder, parts, lock, core, gone);
            } catch (IOException | RuntimeException | Error failed) {
                lock.close();
                throw failed;
            }
        });
    }

    @Override
    public void apply(List<Change> changes) throws IOException {
        long begin = System.nanoTime();
        writers.run(() -> failing(() -> {
            core.apply(changes);
            return null;
        }));
        figures.changes(changes.size(), System.nanoTime() - begin);
    }

    @Override
    public Commit commit() throws IOException {
        long begin = System.nanoTime();
        Commit commit = writers.run(() -> inTurn(() -> {
            Commit made = core.commit();
            bytes = core.size();
            return made;
        }));
        figures.commit(System.nanoTime() - begin);
        return commit;
    }

    @Override
    public Commit committed() throws IOException {
        return writers.run(() -> use(core::committed));
    }

    @Override
    public long[] match(AccountId account, char letter, TextQuery query) throws IOException {
        long begin = System.nanoTime();
        long[] found = readers.run(() -> use(() -> core.match(account, letter, query)));
        figures.query(System.nanoTime() - begin);
        return found;
    }

    @Override
    public Map<String, String> highlight(Document document, List<TextQuery> queries, int length) throws IOException {
        check();
        Highlighter idle = highlighters.poll();
        Highlighter mine = idle == null ? new Highlighter(settings.languages()) : idle;
        Map<String, String> snippets = mine.of(document, queries, length);
        highlighters.offer(mine);
        return snippets;
    }

    @Override
    public long documents() throws IOException {
        return readers.run(() -> use(core::documents));
    }

    @Override
    public long size() throws IOException {
        return readers.run(() -> use(core::size));
    }

    private <T> T inTurn(Workers.Work<T> work) throws IOException {
        turns.lock();
        try {
            return failing(work);
        } finally {
            turns.unlock();
        }
    }

    /** Nothing is to be trusted any more if this fails. */
    private <T> T failing(Workers.Work<T> work) throws IOException {
        return use(() -> {
            try {
                return work.run();
            } catch (IOException | RuntimeException | Error failed) {
                fail(failed);
                throw failed;
            }
        });
    }

    private <T> T use(Workers.Work<T> work) throws IOException {
        life.readLock().lock();
        try {
            check();
            return work.run();
        } catch (CorruptIndexException damaged) {
            fail(damaged);
            throw damaged;
        } finally {
            if (!closed) {
                judge();
            }
            life.readLock().unlock();
        }
    }

    private void judge() {
        CorruptIndexException damage = core.damage();
        if (damage != null) {
            fail(damage);
        } else if (!core.works()) {
            fail(new IOException("Lucene gave up"));
        }
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the search index is closed");
        }
        Throwable reason = failure;
        if (reason != null) {
            throw new IOException(
                    "The search index of " + shard + " failed and must be opened again: " + reason, reason);
        }
    }

    private void fail(Throwable seen) {
        Throwable reason = core.reason(seen);
        synchronized (figures) {
            if (failure != null) {
                return;
            }
            failure = reason;
        }
        figures.failure();
        LOG.error("event=search-index-failed shard={} reason=\"{}\"", shard, reason.toString(), reason);
        if (reason instanceof CorruptIndexException) {
            try {
                Opening.markDamaged(folder);
            } catch (IOException unmarked) {
                LOG.error("event=search-damage-not-marked shard={} reason=\"{}\"", shard, unmarked.toString());
            }
        }
    }

    /** Why it must be opened again, if it must. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    ShardId shard() {
        return shard;
    }

    /** From memory. */
    long roughDocuments() {
        return closed ? 0 : core.roughDocuments();
    }

    /** From memory: as of the newest commit. */
    long roughBytes() {
        return bytes;
    }

    /** Commits, unless it failed; waits for what runs, within the bound. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        writers.run(() -> {
            end();
            return null;
        });
    }

    private void end() throws IOException {
        turns.lock();
        try {
            if (closed) {
                return;
            }
            boolean drained = tryDrain();
            closed = true;
            try {
                if (failure == null && core.works()) {
                    core.commit();
                }
            } finally {
                release(drained);
            }
        } finally {
            turns.unlock();
        }
    }

    private void release(boolean drained) throws IOException {
        try {
            core.close();
        } finally {
            lock.close();
            gone.accept(this);
            if (drained) {
                life.writeLock().unlock();
            }
        }
    }

    /** A search that takes longer than the bound fails when its files go. */
    private boolean tryDrain() throws IOException {
        try {
            return life.writeLock().tryLock(settings.drain().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException nobodyDoes) {
            throw new IOException("interrupted while closing", nobodyDoes);
        }
    }

    @Override
    public String toString() {
        return shard.name();
    }
}
