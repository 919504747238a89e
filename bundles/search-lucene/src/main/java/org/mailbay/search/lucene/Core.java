package org.mailbay.search.lucene;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.SingleInstanceLockFactory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.spi.SearchIndex.Change;
import org.mailbay.store.spi.SearchIndex.Commit;
import org.mailbay.store.spi.SearchIndex.Put;
import org.mailbay.store.spi.SearchIndex.Remove;
import org.mailbay.store.spi.SearchIndex.RemoveAll;
import org.mailbay.store.spi.ShardId;

/** Lucene's part of an index: writer, reader, commits. On the driver's own threads only; commits one at a time. */
final class Core implements AutoCloseable {
    private static final String GENERATION = "generation";
    private static final String NUMBER = "number";

    /** Held, or its level would be forgotten: it tells every user of Lucene to switch an incubating module of the JDK on. */
    private static final Logger VECTORS =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        VECTORS.setLevel(Level.SEVERE);
        // As many as the words of the longest query times fields times forms.
        IndexSearcher.setMaxClauseCount(1 << 20);
    }

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final Merging merging;
    private final Settings settings;

    /** Those that nobody uses now. */
    private final Queue<Entries> entries = new ConcurrentLinkedQueue<>();

    private volatile Commit committed;

    private Core(
            Directory directory,
            IndexWriter writer,
            SearcherManager searchers,
            Merging merging,
            Settings settings,
            Commit committed) {
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
        this.merging = merging;
        this.settings = settings;
        this.committed = committed;
    }

    /**
     * Opens what is in a folder, or makes it.
     *
     * @param seal stands before the disk; null for an index in the clear
     */
    static Core open(ShardId shard, Path folder, @Nullable UnaryOperator<Directory> seal, Settings settings)
            throws IOException {
        Directory directory;
        if (seal == null) {
            directory = settings.faults().apply(new MMapDirectory(folder, new SingleInstanceLockFactory()));
        } else {
            // Mapped memory would be read twice: what is opened is kept elsewhere.
            directory =
                    seal.apply(settings.faults().apply(new NIOFSDirectory(folder, new SingleInstanceLockFactory())));
        }
        Merging merging = new Merging(shard.name());
        IndexWriter writer = null;
        SearcherManager searchers = null;
        try {
            writer = new IndexWriter(directory, config(merging, settings));
            Commit committed = committed(writer);
            searchers = new SearcherManager(writer, true, false, new SearcherFactory() {
                @Override
                public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
                    IndexSearcher searcher = new IndexSearcher(reader);
                    searcher.setQueryCache(null);
                    return searcher;
                }
            });
            if (size(directory) <= settings.verifyBytes()) {
                verify(searchers);
            }
            return new Core(directory, writer, searchers, merging, settings, committed);
        } catch (IOException | RuntimeException | Error failed) {
            IOUtils.closeWhileHandlingException(searchers);
            if (writer != null) {
                rollback(writer, failed);
            }
            IOUtils.closeWhileHandlingException(directory);
            throw failed;
        }
    }

    private static IndexWriterConfig config(Merging merging, Settings settings) {
        return new IndexWriterConfig()
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
                .setRAMBufferSizeMB(settings.ramMegabytes())
                .setUseCompoundFile(true)
                .setCommitOnClose(false)
                .setMergeScheduler(merging)
                .setMaxFullFlushMergeWaitMillis(0);
    }

    /** What the newest commit says; a new index gets its first, so that its generation is durable from the beginning. */
    private static Commit committed(IndexWriter writer) throws IOException {
        Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
        String generation = "";
        long number = 0;
        if (data != null) {
            for (Map.Entry<String, String> entry : data) {
                switch (entry.getKey()) {
                    case GENERATION -> generation = entry.getValue();
                    case NUMBER -> number = Long.parseLong(entry.getValue());
                    default -> {}
                }
            }
        }
        return generation.isEmpty() ? commit(writer, new Commit(newGeneration(), 0)) : new Commit(generation, number);
    }

    private static String newGeneration() {
        return Long.toHexString(RandomGenerator.getDefault().nextLong());
    }

    private static Commit commit(IndexWriter writer, Commit commit) throws IOException {
        writer.setLiveCommitData(Map.of(GENERATION, commit.generation(), NUMBER, Long.toString(commit.number()))
                .entrySet());
        writer.commit();
        return commit;
    }

    private static void verify(SearcherManager searchers) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                leaf.reader().checkIntegrity();
            }
        } finally {
            searchers.release(searcher);
        }
    }

    void apply(List<Change> changes) throws IOException {
        Entries mine = entries.poll();
        Entries maker = mine == null ? new Entries(settings.languages()) : mine;
        apply(changes, maker);
        entries.add(maker);
    }

    private void apply(List<Change> changes, Entries maker) throws IOException {
        for (Change change : changes) {
            switch (change) {
                case Put put ->
                    writer.updateDocument(
                            Entries.key(put.account(), put.id()), maker.entry(put.account(), put.id(), put.document()));
                case Remove remove -> writer.deleteDocuments(Entries.key(remove.account(), remove.id()));
                case RemoveAll all -> writer.deleteDocuments(new PrefixQuery(Entries.account(all.account())));
            }
        }
    }

    Commit commit() throws IOException {
        if (writer.hasUncommittedChanges()) {
            committed = commit(writer, new Commit(committed.generation(), committed.number() + 1));
        }
        return committed;
    }

    Commit committed() {
        return committed;
    }

    long[] match(AccountId account, char letter, TextQuery query) throws IOException {
        Term scope = Entries.scope(account, letter);
        return search(searcher -> {
            Asking asking = new Asking(scope, query.fields(), searcher.getIndexReader());
            return searcher.search(asking.query(query), new Numbers.All());
        });
    }

    long documents() throws IOException {
        return search(searcher -> (long) searcher.getIndexReader().numDocs());
    }

    private interface Search<T> {
        T run(IndexSearcher searcher) throws IOException;
    }

    private <T> T search(Search<T> search) throws IOException {
        searchers.maybeRefreshBlocking();
        IndexSearcher searcher = searchers.acquire();
        try {
            return search.run(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** As far as known without a refresh: for figures. */
    long roughDocuments() {
        return writer.getDocStats().numDocs;
    }

    long size() throws IOException {
        return size(directory);
    }

    private static long size(Directory directory) throws IOException {
        long size = 0;
        for (String file : directory.listAll()) {
            try {
                size += directory.fileLength(file);
            } catch (NoSuchFileException | FileNotFoundException merged) {
                // Merged away between the two calls.
                continue;
            }
        }
        return size;
    }

    /** Whether it can still be written to. */
    boolean works() {
        return writer.isOpen();
    }

    /** Why Lucene gave up, if it did; else {@code seen}. */
    Throwable reason(Throwable seen) {
        Throwable tragedy = writer.getTragicException();
        return tragedy == null ? seen : tragedy;
    }

    /** What was found to be damaged in the background. */
    @Nullable
    CorruptIndexException damage() {
        return merging.damage();
    }

    /** Gives everything back; what is not committed is gone, merges are broken off. */
    @Override
    public void close() throws IOException {
        IOUtils.close(searchers, writer::rollback, directory);
    }

    private static void rollback(IndexWriter writer, Throwable why) {
        try {
            writer.rollback();
        } catch (IOException | RuntimeException alsoFailed) {
            why.addSuppressed(alsoFailed);
        }
    }
}
