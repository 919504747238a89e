package org.mailbay.blob.fs;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.spi.BlobKey;

/**
 * Stores blobs anew: sealed with another key or with none, compressed. Any thread.
 *
 * <p>The content is compared with its hash and its name before the old form is given up. The old one stays until the new one is
 * durable, and readers that have it keep it.
 */
final class Rewriting {
    /** So much of a large blob must show that compressing is worth it. */
    private static final int PROBE_CHUNKS = 16;

    private final Folder folder;
    private final Catalogue catalogue;
    private final RemovalLog removals;
    private final LargeFiles large;
    private final Chores chores;
    private final SegmentWriter writer;
    private final Reading reading;
    private final Tools tools;
    private final Uses uses;
    private final Settings settings;

    Rewriting(
            Folder folder,
            Catalogue catalogue,
            RemovalLog removals,
            LargeFiles large,
            Chores chores,
            SegmentWriter writer,
            Reading reading,
            Tools tools,
            Uses uses,
            Settings settings) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.removals = removals;
        this.large = large;
        this.chores = chores;
        this.writer = writer;
        this.reading = reading;
        this.tools = tools;
        this.uses = uses;
        this.settings = settings;
    }

    /** What is to be done with a blob. */
    private record Plan(BlobKey key, BlobRef ref, RecordHeader old, boolean newKey, RecordHeader.Codec codec) {
        /** Whether it is worth writing when it becomes that long. */
        boolean isWorth(long body, long oldBody) {
            return newKey || body * 10 <= oldBody * 9;
        }
    }

    boolean rewrite(BlobKey key, BlobRef ref) throws IOException {
        while (true) {
            uses.checkGoingOn();
            switch (catalogue.hold(ref)) {
                case Catalogue.Claim.Busy busy -> busy.end().join();
                case Catalogue.Claim.There there -> {
                    try {
                        return rewrite(key, ref, there.place());
                    } finally {
                        catalogue.release(Name.of(ref));
                    }
                }
                case Catalogue.Claim.Absent absent -> {
                    return false;
                }
                case Catalogue.Claim.Mine mine -> throw new IllegalStateException("a held blob is not claimed");
            }
        }
    }

    private boolean rewrite(BlobKey key, BlobRef ref, Catalogue.Place place) throws IOException {
        Optional<RangeStream> opened = reading.stream(ref, 0, ref.size());
        if (opened.isEmpty()) {
            return false;
        }
        try (RangeStream content = opened.get()) {
            Plan plan = plan(key, ref, content.header());
            boolean compresses = plan.codec != plan.old.codec() && ref.size() > 0;
            if (!plan.newKey && !compresses) {
                return false;
            }
            boolean done = place.segment().isPresent() ? packed(plan, content, place) : large(plan, content, key);
            if (done) {
                tools.figures().rewritten();
            }
            return done;
        }
    }

    private Plan plan(BlobKey key, BlobRef ref, RecordHeader old) {
        BlobKey.@Nullable Sealing sealing = key.sealing();
        boolean newKey = old.keyId() != (sealing == null ? 0 : sealing.id());
        boolean compress = settings.background() == RecordHeader.Codec.DEFLATE;
        return new Plan(key, ref, old, newKey, compress ? RecordHeader.Codec.DEFLATE : old.codec());
    }

    private boolean packed(Plan plan, RangeStream content, Catalogue.Place place) throws IOException {
        RecordBuffer buffer = new RecordBuffer((int) plan.ref.size(), plan.key.sealing() != null);
        MessageDigest sha256 = Sink.sha256();
        byte[] chunk = new byte[Frames.CHUNK];
        for (int n = content.read(chunk); n >= 0; n = content.read(chunk)) {
            sha256.update(chunk, 0, n);
            buffer.write(chunk, 0, n);
        }
        byte[] hash = proved(plan, content, sha256);
        RecordBuffer.Record record =
                buffer.seal(Name.of(plan.ref), hash, plan.codec, tools.compressor(), tools.freshSeal(plan.key));
        if (!plan.isWorth(record.length() - RecordHeader.BYTES, plan.old.bodyLength())) {
            return false;
        }
        Chores.await(writer.submit(record));
        chores.run(() -> removals.supersede(place.segment().orElseThrow(), place.offset()));
        return true;
    }

    private boolean large(Plan plan, RangeStream content, BlobKey key) throws IOException {
        uses.check();
        MessageDigest sha256 = Sink.sha256();
        byte[] chunk = new byte[Frames.CHUNK];
        try (LargeRewrite file = new LargeRewrite(
                folder.temporary(), plan.ref.size(), plan.codec, tools.compressor(), tools.freshSeal(key))) {
            long before = 0;
            for (int number = 0; number < plan.old.chunks(); number++) {
                uses.checkGoingOn();
                int length = content.readNBytes(chunk, 0, Frames.CHUNK);
                sha256.update(chunk, 0, length);
                file.add(chunk, length);
                before += length;
                if (number == PROBE_CHUNKS && !plan.isWorth(file.bytes(), before)) {
                    return false;
                }
            }
            byte[] hash = proved(plan, content, sha256);
            if (!plan.isWorth(file.bytes(), RecordHeader.BYTES + plan.old.bodyLength())) {
                return false;
            }
            file.finish(Name.of(plan.ref), hash);
            chores.run(() -> large.put(file.path(), plan.ref));
            return true;
        }
    }

    private static byte[] proved(Plan plan, RangeStream content, MessageDigest sha256) throws IOException {
        byte[] hash = sha256.digest();
        if (!content.hasHash(hash)) {
            throw new IOException("content does not have its hash; the blob is left as it is");
        }
        if (!plan.ref.equals(new BlobRef(Sink.name(plan.key, hash), plan.ref.size()))) {
            throw new IOException("the blob was not named with this key; it is another tenant's");
        }
        return hash;
    }
}
