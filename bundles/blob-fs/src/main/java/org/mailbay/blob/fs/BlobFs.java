package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.mailbay.store.spi.ShardId;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blobs in files under the data folder, a folder a shard. */
@Component(
        configurationPid = "blob.fs",
        immediate = true,
        service = {BlobDriver.class, HealthCheck.class, MetricSource.class},
        property = {"hc.name=Blobs in files", "hc.tags=mailbay", "hc.tags=store"})
@Designate(ocd = BlobFs.Config.class)
public final class BlobFs implements BlobDriver, HealthCheck, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(BlobFs.class);

    private final Path folder;
    private final Settings settings;
    private final BlobHealth health;
    private final Figures figures = new Figures();
    private final Set<FsBlobStore> open = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /** Configuration. */
    @ObjectClassDefinition(name = "Blobs in files", description = "Where and how the content of messages is kept.")
    public @interface Config {
        /** Where. */
        @AttributeDefinition(description = "Folder, inside the data folder unless absolute.")
        String folder() default "blobs";

        /** What new small blobs are compressed with. */
        @AttributeDefinition(
                description =
                        "Compression of new blobs up to 256 KB: none, or deflate, which halves text and costs 90 to 220"
                                + " microseconds of CPU per 10 KB. What is stored can be read under either.",
                options = {@Option(label = "none", value = "none"), @Option(label = "deflate", value = "deflate")})
        String compression() default "none";

        /** What blobs are compressed with later. */
        @AttributeDefinition(
                description =
                        "Compression of what is written anew in the background: deflate, where it gains a tenth at least,"
                                + " or none.",
                options = {@Option(label = "deflate", value = "deflate"), @Option(label = "none", value = "none")})
        String backgroundCompression() default "deflate";

        /** Size of a full segment. */
        @AttributeDefinition(
                description = "Size at which a segment is full and the next is begun.",
                min = "1",
                max = "1024")
        int segmentMegabytes() default 256;

        /** Memory of sinks. */
        @AttributeDefinition(
                description =
                        "What all unfinished blobs of a shard together keep in memory before they spill to files.",
                min = "1",
                max = "4096")
        int sinkMegabytes() default 64;

        /** Waiting for the folder. */
        @AttributeDefinition(
                description = "How long opening a shard waits for another revision of this bundle to give it back.",
                min = "0",
                max = "600")
        int lockWaitSeconds() default 30;

        /** Waiting for users. */
        @AttributeDefinition(
                description = "How long closing a shard waits for blobs that are being written or read.",
                min = "0",
                max = "600")
        int drainSeconds() default 10;

        /** Warning. */
        @AttributeDefinition(description = "The health check warns when less disk space than this is free.", min = "0")
        int freeSpaceWarnMegabytes() default 2048;

        /** Alarm. */
        @AttributeDefinition(description = "The health check is critical when less than this is free.", min = "0")
        int freeSpaceCriticalMegabytes() default 256;
    }

    /** Made by the container. */
    @Activate
    public BlobFs(BundleContext context, Config config) {
        this(
                dataFolder(context).resolve(config.folder()),
                new Settings(
                        codec("compression", config.compression()),
                        codec("backgroundCompression", config.backgroundCompression()),
                        (long) config.segmentMegabytes() << 20,
                        (long) config.sinkMegabytes() << 20,
                        Duration.ofSeconds(config.lockWaitSeconds()),
                        Duration.ofSeconds(config.drainSeconds()),
                        channel -> channel.force(false)),
                new BlobHealth(
                        (long) config.freeSpaceWarnMegabytes() << 20,
                        (long) config.freeSpaceCriticalMegabytes() << 20));
    }

    BlobFs(Path folder, Settings settings, BlobHealth health) {
        this.folder = folder;
        this.settings = settings;
        this.health = health;
    }

    private static Path dataFolder(BundleContext context) {
        String data = Optional.ofNullable(context.getProperty("mailbay.data"))
                .orElseThrow(
                        () -> new IllegalStateException("The framework property mailbay.data names no data folder."));
        return Path.of(data);
    }

    private static RecordHeader.Codec codec(String key, String value) {
        return switch (value) {
            case "none" -> RecordHeader.Codec.NONE;
            case "deflate" -> RecordHeader.Codec.DEFLATE;
            default ->
                throw new IllegalArgumentException(
                        "blob.fs " + key + " is \"" + value + "\"; known are none and deflate");
        };
    }

    @Override
    public String name() {
        return "fs";
    }

    @Override
    public BlobStore open(ShardId shard, KeyRing keys) throws IOException {
        return onOwnThread("Blobs of shard " + shard + " cannot be opened", shard.name(), () -> {
            CompletableFuture<FsBlobStore> self = new CompletableFuture<>();
            FsBlobStore store = new FsBlobStore(
                    folder.resolve(shard.name()), settings, keys, figures, () -> open.remove(self.join()));
            self.complete(store);
            open.add(store);
            if (ended) {
                store.close();
                throw new IOException("the driver has ended");
            }
            return store;
        });
    }

    @Override
    public BlobStore openCopy(Path copy, KeyRing keys) throws IOException {
        return onOwnThread("The copy " + copy + " cannot be opened", "copy", () -> new CopyStore(copy, keys));
    }

    @Override
    public void restore(Path copy, ShardId shard) throws IOException {
        onOwnThread("Blobs of shard " + shard + " cannot be restored", shard.name(), () -> {
            Restoring.restore(copy, folder.resolve(shard.name()));
            return shard;
        });
    }

    /** Something that an interrupt of the caller must not reach. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T onOwnThread(String failure, String name, Work<T> work) throws IOException {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofPlatform().name("blob-fs-open-" + name).start(() -> {
            try {
                done.complete(work.run());
            } catch (IOException | RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof FileAlreadyExistsException exists) {
                throw exists;
            }
            throw new IOException(failure + ": " + e.getCause().getMessage(), e);
        }
    }

    @Override
    public Result execute() {
        return health.judge(List.copyOf(open));
    }

    @Override
    public void measure(Metrics out) {
        long blobs = 0;
        long bytes = 0;
        long waste = 0;
        long segments = 0;
        long poisoned = 0;
        for (FsBlobStore store : open) {
            blobs += store.catalogue().blobs();
            bytes += store.bytes();
            waste += store.waste();
            segments += store.catalogue().segments().size();
            poisoned += store.poisoned();
        }
        out.gauge("mailbay_blobs_count", "Blobs in open shards.", blobs);
        out.gauge("mailbay_blobs_bytes", "Bytes that they take on disk, waste included.", bytes);
        out.gauge("mailbay_blobs_waste_bytes", "Bytes that removed blobs still take.", waste);
        out.gauge("mailbay_blobs_segments", "Files of packed blobs.", segments);
        out.gauge("mailbay_blobs_poisoned_segments", "Segments whose flush failed.", poisoned);
        out.counter("mailbay_blobs_stored_total", "Blobs that were stored.", figures.storedCount());
        out.counter("mailbay_blobs_flushes_total", "Flushes of segments.", figures.flushCount());
        out.counter("mailbay_blobs_flush_seconds_total", "Time that they took.", figures.flushSeconds());
        out.counter("mailbay_blobs_read_failures_total", "Reads that failed.", figures.readFailureCount());
        out.counter("mailbay_blobs_write_failures_total", "Writes that failed.", figures.writeFailureCount());
        out.counter("mailbay_blobs_rewritten_total", "Blobs sealed or compressed anew.", figures.rewrittenCount());
        out.counter("mailbay_blobs_compacted_bytes_total", "Bytes copied forward.", figures.compactedBytes());
        out.counter("mailbay_blobs_copied_bytes_total", "Bytes copied into backups.", figures.copiedBytes());
    }

    /** Closes what its users have left open; waits for what is in the middle of something, within the bound. */
    @Deactivate
    void deactivate() {
        ended = true;
        for (FsBlobStore store : new ArrayList<>(open)) {
            try {
                store.close();
            } catch (IOException e) {
                LOG.warn("event=blobs-not-closed reason=\"{}\"", e.toString());
            }
        }
    }
}
