package org.mailbay.search.lucene;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.search.lucene.seal.Blocks;
import org.mailbay.search.lucene.text.Language;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Search indexes under the data folder, a folder a shard. */
@Component(
        configurationPid = "search.lucene",
        immediate = true,
        service = {SearchDriver.class, HealthCheck.class, MetricSource.class},
        property = {"hc.name=Search in Lucene", "hc.tags=mailbay", "hc.tags=search"})
@Designate(ocd = LuceneSearch.Config.class)
public final class LuceneSearch implements SearchDriver, HealthCheck, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(LuceneSearch.class);

    /** Changes of as many shards at a time. */
    private static final int WRITERS = 4;

    private final Path folder;
    private final LuceneIndex.Parts parts;
    private final Set<LuceneIndex> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** Configuration. */
    @ObjectClassDefinition(name = "Search in Lucene", description = "Where and how the text of messages is indexed.")
    public @interface Config {
        /** Where. */
        @AttributeDefinition(description = "Folder, inside the data folder unless absolute.")
        String folder() default "search";

        /** Memory. */
        @AttributeDefinition(
                description = "Changes that a shard keeps in memory before it writes them out, in megabytes.",
                min = "1",
                max = "1024")
        int ramMegabytes() default 32;

        /** Whose words are found in all forms. */
        @AttributeDefinition(
                description = "Languages whose words are found in all their forms, the likeliest first; a text whose"
                        + " language is not clear is taken to be of the first. For what is indexed from then on.")
        String[] languages() default {"en", "de", "fr", "es", "it", "pt", "nl", "sv", "no", "da", "fi", "ru", "ar"};

        /** Parallel searches. */
        @AttributeDefinition(description = "Threads that search, for all shards together.", min = "1", max = "256")
        int readers() default 4;

        /** Looking for damage. */
        @AttributeDefinition(
                description = "An index up to this size is read whole when it is opened, to find damage, in megabytes."
                        + " Larger ones are checked where they are read.",
                min = "0")
        int verifyMegabytes() default 256;

        /** See {@link Blocks}. */
        @AttributeDefinition(
                description = "Most memory for what was decrypted last of encrypted indexes, for all shards together,"
                        + " in megabytes; nothing while the store is not encrypted.",
                min = "1",
                max = "1024")
        int sealedCacheMegabytes() default 16;

        /** Waiting for the folder. */
        @AttributeDefinition(
                description = "How long opening a shard waits for another revision of this bundle to give it back.",
                min = "0",
                max = "600")
        int lockWaitSeconds() default 30;

        /** Waiting for users. */
        @AttributeDefinition(
                description = "How long closing a shard waits for searches that run.",
                min = "0",
                max = "600")
        int drainSeconds() default 10;
    }

    /** Made by the container. */
    @Activate
    public LuceneSearch(BundleContext context, Config config) {
        this(
                dataFolder(context).resolve(config.folder()),
                new Settings(
                        config.ramMegabytes(),
                        languages(config.languages()),
                        config.readers(),
                        (long) config.verifyMegabytes() << 20,
                        (long) config.sealedCacheMegabytes() << 20,
                        Duration.ofSeconds(config.lockWaitSeconds()),
                        Duration.ofSeconds(config.drainSeconds()),
                        UnaryOperator.identity()));
    }

    LuceneSearch(Path folder, Settings settings) {
        this.folder = folder.toAbsolutePath();
        this.parts = new LuceneIndex.Parts(
                settings,
                new Figures(),
                new Blocks(settings.sealedCacheBytes()),
                new Workers("search-read-", settings.readers()),
                new Workers("search-write-", WRITERS));
    }

    private static Path dataFolder(BundleContext context) {
        String data = Optional.ofNullable(context.getProperty("mailbay.data"))
                .orElseThrow(
                        () -> new IllegalStateException("The framework property mailbay.data names no data folder."));
        return Path.of(data);
    }

    private static List<Language> languages(String[] codes) {
        return Arrays.stream(codes)
                .map(code -> Language.of(code)
                        .orElseThrow(() -> new IllegalArgumentException("search.lucene languages has \"" + code
                                + "\"; known are "
                                + Arrays.stream(Language.values())
                                        .map(Language::code)
                                        .toList())))
                .distinct()
                .toList();
    }

    @Override
    public String name() {
        return "lucene";
    }

    @Override
    public SearchIndex open(ShardId shard, @Nullable MasterKey key) throws IOException {
        if (ended) {
            throw new IOException("the search driver has ended");
        }
        LuceneIndex index = LuceneIndex.open(shard, folder.resolve(shard.name()), key, parts, open::remove);
        open.add(index);
        if (ended) {
            index.close();
            throw new IOException("the search driver has ended");
        }
        LOG.info(
                "event=search-index-opened shard={} sealed={} documents={} bytes={}",
                shard,
                key != null,
                index.roughDocuments(),
                index.roughBytes());
        return index;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (LuceneIndex index : open) {
            Throwable failure = index.failure();
            if (failure == null) {
                log.info("{}: {} documents in {} MB", index, index.roughDocuments(), index.roughBytes() >> 20);
            } else {
                log.critical("{}: the index failed and must be opened again: {}", index, failure.toString());
            }
        }
        log.info("{} indexes open", open.size());
        return new Result(log);
    }

    @Override
    public void measure(Metrics out) {
        parts.figures().measure(out);
        long documents = 0;
        long bytes = 0;
        for (LuceneIndex index : open) {
            documents += index.roughDocuments();
            bytes += index.roughBytes();
        }
        out.gauge("mailbay_search_lucene_indexes", "Indexes that are open.", open.size());
        out.gauge("mailbay_search_lucene_documents", "Objects in open indexes.", documents);
        out.gauge("mailbay_search_lucene_bytes", "Size of open indexes at their newest commits.", bytes);
    }

    /** Closes what its users have left open, and ends its threads. */
    @Deactivate
    void deactivate() {
        ended = true;
        for (LuceneIndex index : new ArrayList<>(open)) {
            try {
                index.close();
            } catch (IOException e) {
                LOG.warn("event=search-index-not-closed shard={} reason=\"{}\"", index, e.toString());
            }
        }
        parts.readers().close();
        parts.writers().close();
    }
}
