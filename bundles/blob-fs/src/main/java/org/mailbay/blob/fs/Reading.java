package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;

/** What can be done with blobs without changing anything: of an open shard and of a copy. Any thread. */
final class Reading {
    private final Catalogue catalogue;
    private final LargeFiles large;
    private final ReadHandles handles;
    private final Tools tools;
    private final Uses uses;
    private final Consumer<Segment> onLastUse;

    /** @param onLastUse is told of retired segments that nobody reads any more */
    Reading(
            Catalogue catalogue,
            LargeFiles large,
            ReadHandles handles,
            Tools tools,
            Uses uses,
            Consumer<Segment> onLastUse) {
        this.catalogue = catalogue;
        this.large = large;
        this.handles = handles;
        this.tools = tools;
        this.uses = uses;
        this.onLastUse = onLastUse;
    }

    Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        if (from < 0 || length < 0) {
            throw new IllegalArgumentException("range from " + from + ", length " + length);
        }
        long start = Math.min(from, ref.size());
        long count = Math.min(length, ref.size() - start);
        Optional<RangeStream> stream = stream(ref, start, count);
        return stream.map(found -> new BlobInput(found, count));
    }

    /** Opens a range that is inside the blob. */
    Optional<RangeStream> stream(BlobRef ref, long from, long length) throws IOException {
        uses.check();
        Optional<Catalogue.Place> place = catalogue.open(ref);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Runnable end = () -> unpin(place.get());
        try {
            Optional<ByteSource> source = source(ref, place.get());
            if (source.isEmpty()) {
                end.run();
                return Optional.empty();
            }
            return Optional.of(stream(source.get(), place.get().offset(), ref, from, length, end));
        } catch (IOException | RuntimeException e) {
            end.run();
            if (e instanceof IOException) {
                tools.figures().readFailed(e);
            }
            throw e;
        }
    }

    private RangeStream stream(ByteSource source, long at, BlobRef ref, long from, long length, Runnable end)
            throws IOException {
        uses.beginShort();
        try {
            return new RangeStream(source, at, ref, from, length, tools, () -> {
                end.run();
                uses.end();
            });
        } catch (IOException | RuntimeException e) {
            uses.end();
            source.close();
            throw e;
        }
    }

    private void unpin(Catalogue.Place place) {
        Optional<Segment> segment = place.segment();
        if (segment.isPresent() && catalogue.unpin(segment.get())) {
            onLastUse.accept(segment.get());
        }
    }

    private Optional<ByteSource> source(BlobRef ref, Catalogue.Place place) throws IOException {
        if (place.segment().isEmpty()) {
            return large.open(ref);
        }
        Path file = place.segment().get().file();
        return Optional.of((at, into, offset, count) -> handles.read(file, at, into, offset, count));
    }

    boolean contains(BlobRef ref) throws IOException {
        uses.check();
        return catalogue.find(ref).isPresent();
    }

    void list(Predicate<BlobRef> visitor) throws IOException {
        List<BlobRef> page = new ArrayList<>();
        for (int from = 0; from >= 0; ) {
            uses.check();
            page.clear();
            from = catalogue.page(from, false, page);
            for (BlobRef ref : page) {
                if (!visitor.test(ref)) {
                    return;
                }
            }
        }
    }

    Optional<String> scrub(BlobRef ref) throws IOException {
        try {
            Optional<RangeStream> opened = stream(ref, 0, ref.size());
            if (opened.isEmpty()) {
                return Optional.of("there is no such blob");
            }
            try (RangeStream stream = opened.get()) {
                MessageDigest sha256 = Sink.sha256();
                byte[] buffer = new byte[Frames.CHUNK];
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    sha256.update(buffer, 0, n);
                }
                return stream.hasHash(sha256.digest())
                        ? Optional.empty()
                        : Optional.of("content does not have its hash");
            }
        } catch (IOException e) {
            uses.check();
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
