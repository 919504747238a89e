package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mailbay.store.BlobRef;

/**
 * Removes blobs: those of a segment together, with one flush. Any thread.
 *
 * <p>A removal that could not be written down may be on disk nevertheless: the blob is not put back, lest somebody relies on it, but
 * stays out of the catalogue, and the next removal writes it down again.
 */
final class Removing {
    private final Catalogue catalogue;
    private final RemovalLog log;
    private final LargeFiles large;
    private final Chores chores;
    private final Uses uses;
    private final Consumer<Segment> onLastUse;

    /** @param onLastUse is told of retired segments that nobody uses any more */
    Removing(
            Catalogue catalogue,
            RemovalLog log,
            LargeFiles large,
            Chores chores,
            Uses uses,
            Consumer<Segment> onLastUse) {
        this.catalogue = catalogue;
        this.log = log;
        this.large = large;
        this.chores = chores;
        this.uses = uses;
        this.onLastUse = onLastUse;
    }

    void remove(Collection<BlobRef> refs) throws IOException {
        Map<Segment, Map<BlobRef, Catalogue.Place>> packed = new HashMap<>();
        try {
            for (BlobRef ref : refs) {
                uses.check();
                Catalogue.Claim claim = catalogue.takeOut(ref);
                while (claim instanceof Catalogue.Claim.Busy busy) {
                    removePacked(packed); // else two removals could wait for each other's names
                    busy.end().join();
                    claim = catalogue.takeOut(ref);
                }
                if (claim instanceof Catalogue.Claim.There there) {
                    Optional<Segment> segment = there.place().segment();
                    if (segment.isPresent()) {
                        packed.computeIfAbsent(segment.get(), s -> new HashMap<>())
                                .put(ref, there.place());
                    } else {
                        removeLarge(ref);
                    }
                }
            }
        } finally {
            removePacked(packed);
        }
    }

    private void removeLarge(BlobRef ref) throws IOException {
        Name name = Name.of(ref);
        try {
            chores.run(() -> large.delete(ref));
        } catch (IOException e) {
            if (Files.exists(large.place(ref))) {
                catalogue.storedLarge(name, ref.size());
            }
            throw e;
        } finally {
            catalogue.release(name);
        }
    }

    private void removePacked(Map<Segment, Map<BlobRef, Catalogue.Place>> packed) throws IOException {
        IOException failure = null;
        for (Map.Entry<Segment, Map<BlobRef, Catalogue.Place>> entry : packed.entrySet()) {
            Segment segment = entry.getKey();
            Map<BlobRef, Catalogue.Place> places = entry.getValue();
            List<Long> offsets =
                    places.values().stream().map(Catalogue.Place::offset).toList();
            try {
                chores.run(() -> log.add(segment, offsets));
            } catch (IOException e) {
                failure = e;
            } finally {
                places.keySet().forEach(ref -> {
                    catalogue.release(Name.of(ref));
                    if (catalogue.endRemoval(segment)) {
                        onLastUse.accept(segment);
                    }
                });
            }
        }
        packed.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
