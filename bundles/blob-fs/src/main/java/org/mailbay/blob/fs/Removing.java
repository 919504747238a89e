package org.mailbay.blob.fs;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mailbay.store.BlobRef;

/** Removes blobs: those of a segment together, with one flush. Any thread. */
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
                        removeLarge(ref, there.place());
                    }
                }
            }
        } finally {
            removePacked(packed);
        }
    }

    private void removeLarge(BlobRef ref, Catalogue.Place place) throws IOException {
        Name name = Name.of(ref);
        try {
            chores.run(() -> large.delete(ref));
        } catch (IOException e) {
            catalogue.putBack(name, place, ref.size());
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
            try {
                chores.run(() -> log.add(
                        segment,
                        places.values().stream().map(Catalogue.Place::offset).toList()));
            } catch (IOException e) {
                failure = e;
                places.forEach((ref, place) -> catalogue.putBack(Name.of(ref), place, ref.size()));
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
