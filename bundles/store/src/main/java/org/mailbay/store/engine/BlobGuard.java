package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;

/**
 * Keeps a blob that somebody relies on from being removed, and a removed one from being relied on. One a shard; any thread.
 *
 * <p>A blob without rows is a <em>candidate</em> from the moment that was seen. Whoever seals it anew, or asks whether it exists,
 * makes it none. Only a candidate of some age is <em>claimed</em>, and nobody can rely on a claimed blob but by taking the claim
 * away. Who commits rows about a blob says so before it looks for a claim, and who claims looks afterwards for that: one of the two
 * sees the other. A seal, whose name is not known before it ends, never happens while claimed blobs are being removed.
 */
public final class BlobGuard {
    /** Blobs known to exist without asking the driver. */
    private static final int MOST_FRESH = 16_384;
    /** Bounds memory, to about 40 MB: what is beyond waits for the next walk. */
    private static final int MOST_CANDIDATES = 200_000;
    /** Removed blobs that a transaction from before might still name. */
    private static final int MOST_REMOVED = 16_384;
    /** Longest that seals wait for others to end so that blobs can be removed. */
    private static final long SEALS_WAIT_MILLIS = 50;

    private enum Claim {
        TAKEN,
        REMOVED
    }

    /** Asks the driver. */
    public interface Existence {
        /** Whether it is there. */
        boolean contains(BlobRef ref) throws IOException;
    }

    /** Removes for good. */
    public interface Removal {
        /** Removes them. */
        void remove(Collection<BlobRef> refs) throws IOException;
    }

    /** Shared by seals, exclusive for removing. */
    private final ReentrantReadWriteLock sealing = new ReentrantReadWriteLock();

    private final Map<BlobRef, Boolean> fresh = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BlobRef, Boolean> eldest) {
            return size() > MOST_FRESH;
        }
    };

    private final ConcurrentHashMap<BlobRef, Long> candidates = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<BlobRef, Claim> claims = new ConcurrentHashMap<>();
    /** What was removed last; only while {@link #sealing} is held. */
    private final ArrayDeque<BlobRef> removed = new ArrayDeque<>();

    private final ConcurrentHashMap<BlobRef, Integer> relied = new ConcurrentHashMap<>();
    private final LongAdder activity = new LongAdder();
    private final LongAdder evictedBlobs = new LongAdder();
    private final LongAdder evictedBytes = new LongAdder();

    /** Seals: what comes of it exists, and is no candidate. */
    public BlobRef seal(BlobSink sink) throws IOException {
        sealing.readLock().lock();
        try {
            BlobRef ref = sink.seal();
            exists(ref);
            return ref;
        } finally {
            sealing.readLock().unlock();
        }
    }

    private void exists(BlobRef ref) {
        claims.remove(ref);
        candidates.remove(ref);
        synchronized (fresh) {
            fresh.put(ref, true);
        }
    }

    /** Whether the blob exists; then it will for as long as a candidate must be one. */
    public boolean exists(BlobRef ref, Existence driver) throws IOException {
        candidates.remove(ref);
        if (!claims.containsKey(ref) && isFresh(ref)) {
            return true;
        }
        sealing.readLock().lock();
        try {
            boolean there = driver.contains(ref);
            if (there) {
                exists(ref);
            }
            return there;
        } finally {
            sealing.readLock().unlock();
        }
    }

    private boolean isFresh(BlobRef ref) {
        synchronized (fresh) {
            return fresh.containsKey(ref);
        }
    }

    /** Forgets what it knows of the driver: there is another one. */
    public void forget() {
        synchronized (fresh) {
            fresh.clear();
        }
    }

    /**
     * Says that rows about these blobs are about to be committed; each must be given back by {@link #release}.
     *
     * @throws IOException when one of them was removed: nothing may be committed
     */
    public void rely(Collection<BlobRef> refs, Existence driver) throws IOException {
        activity.increment();
        refs.forEach(ref -> relied.merge(ref, 1, Integer::sum));
        try {
            for (BlobRef ref : refs) {
                if (claims.containsKey(ref) && !exists(ref, driver)) {
                    throw new IOException("blob " + ref + " was removed: nothing referred to it for long");
                }
            }
        } catch (IOException | RuntimeException e) {
            release(refs);
            throw e;
        }
    }

    /** How many commits there were: upkeep stands back while others work. */
    public long activity() {
        return activity.sum();
    }

    /** Says that an upload was given up before its time, since its account had no room for it. */
    void evicted(long bytes) {
        evictedBlobs.increment();
        evictedBytes.add(bytes);
    }

    /** How many uploads were, and how many bytes they had. */
    public long[] evicted() {
        return new long[] {evictedBlobs.sum(), evictedBytes.sum()};
    }

    /** Ends {@link #rely}. */
    public void release(Collection<BlobRef> refs) {
        refs.forEach(ref -> relied.computeIfPresent(ref, (key, count) -> count == 1 ? null : count - 1));
    }

    /** Says that no row is about this blob; gives since when that is known, or null when there are too many of them. */
    public @Nullable Long unreferenced(BlobRef ref, long now) {
        Long since = candidates.get(ref);
        if (since != null || candidates.size() >= MOST_CANDIDATES) {
            return since;
        }
        candidates.put(ref, now);
        return now;
    }

    /** Since when no row is about this blob, as far as is known. */
    public @Nullable Long since(BlobRef ref) {
        return candidates.get(ref);
    }

    /** Says that a row is about this blob. */
    public void referenced(BlobRef ref) {
        candidates.remove(ref);
    }

    /** Since when candidates are ones; a look that may miss what changes meanwhile. */
    public Map<BlobRef, Long> candidates() {
        return candidates;
    }

    /** Claims those that nobody relies on; the rest are no candidates any more. */
    public List<BlobRef> claim(Collection<BlobRef> refs, long oldEnough) {
        List<BlobRef> claimed = new ArrayList<>();
        for (BlobRef ref : refs) {
            claims.put(ref, Claim.TAKEN);
            Long since = candidates.remove(ref);
            if (since == null || since > oldEnough || relied.containsKey(ref)) {
                claims.remove(ref, Claim.TAKEN);
            } else {
                claimed.add(ref);
            }
        }
        return claimed;
    }

    /** Gives claims back. */
    public void unclaim(Collection<BlobRef> refs) {
        refs.forEach(ref -> claims.remove(ref, Claim.TAKEN));
    }

    /**
     * Removes what is still claimed of {@code refs}, of which it is proved that there are no rows.
     *
     * @return what was removed; null when seals did not end soon enough: nothing was removed, nothing is claimed
     */
    public @Nullable List<BlobRef> remove(Collection<BlobRef> refs, Removal driver) throws IOException {
        List<BlobRef> still = new ArrayList<>();
        if (!lock()) {
            unclaim(refs);
            return null;
        }
        try {
            for (BlobRef ref : refs) {
                if (claims.replace(ref, Claim.TAKEN, Claim.REMOVED)) {
                    still.add(ref);
                }
            }
            synchronized (fresh) {
                still.forEach(fresh::remove);
            }
            still.forEach(this::remember);
            // If it fails, some may be gone and some not: whoever needs one asks the driver.
            driver.remove(still);
        } finally {
            sealing.writeLock().unlock();
        }
        return still;
    }

    private void remember(BlobRef ref) {
        removed.add(ref);
        if (removed.size() > MOST_REMOVED) {
            claims.remove(removed.remove(), Claim.REMOVED);
        }
    }

    private boolean lock() {
        try {
            return sealing.writeLock().tryLock(SEALS_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
