package org.mailbay.store.engine.upkeep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;

/** What a walk over the blobs found and did. For one thread. */
public final class Garbage {
    private static final int MOST_SAMPLES = 20;
    private static final int MOST_TENANTS = 1_000;

    /** So many blobs, so many bytes. */
    public static final class Sum {
        private long blobs;
        private long bytes;

        void add(long size) {
            blobs++;
            bytes += size;
        }

        /** How many. */
        public long blobs() {
            return blobs;
        }

        /** How large all together, as content. */
        public long bytes() {
            return bytes;
        }

        private Map<String, Object> shown() {
            return Map.of("blobs", blobs, "bytes", bytes);
        }
    }

    /** All there are. */
    final Sum all = new Sum();
    /** Kept only by references that have ended, or by holds. */
    final Sum retained = new Sum();
    /** Kept by rows that have all expired, or by none. */
    final Sum garbage = new Sum();
    /** Of {@link #garbage}, what is old enough to go. */
    final Sum due = new Sum();
    /** What was removed. */
    final Sum removed = new Sum();
    /** Blobs that are referred to but not there. */
    final Sum missing = new Sum();

    private final SortedMap<Long, Sum> tenants = new TreeMap<>();
    private final List<String> sample = new ArrayList<>();
    long expiredHolds;
    long expiredReferences;
    long rowsDeleted;
    /** Holds whose end is more than a year away. */
    long farHolds;
    /** The batches that could not be removed because of seals, and wait for the next walk. */
    long deferred;

    private @Nullable Long oldest;

    /** Notes a blob that is garbage; tenant -1 when nothing says whose it was. */
    void garbage(BlobRef ref, long tenant, @Nullable Long since) {
        garbage.add(ref.size());
        if (tenants.size() < MOST_TENANTS || tenants.containsKey(tenant)) {
            tenants.computeIfAbsent(tenant, key -> new Sum()).add(ref.size());
        }
        if (sample.size() < MOST_SAMPLES) {
            sample.add(ref.toString());
        }
        if (since != null && (oldest == null || since < oldest)) {
            oldest = since;
        }
    }

    /** All there are. */
    public Sum all() {
        return all;
    }

    /** What nothing keeps. */
    public Sum garbage() {
        return garbage;
    }

    /** Of {@link #garbage}, what a collection now would remove. */
    public Sum due() {
        return due;
    }

    /** What nothing but time keeps. */
    public Sum retained() {
        return retained;
    }

    /** What was removed. */
    public Sum removed() {
        return removed;
    }

    /** What is referred to and not there. */
    public Sum missing() {
        return missing;
    }

    /** Rows that were deleted because their time was over. */
    public long rowsDeleted() {
        return rowsDeleted;
    }

    /** Rows whose time is over, found. */
    public long rowsExpired() {
        return expiredHolds + expiredReferences;
    }

    /** Holds whose end is more than a year away. */
    public long farHolds() {
        return farHolds;
    }

    /** For the administrator. */
    public Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("all", all.shown());
        shown.put("garbage", garbage.shown());
        shown.put("due", due.shown());
        shown.put("retained", retained.shown());
        shown.put("removed", removed.shown());
        shown.put("missing", missing.shown());
        shown.put("expiredHolds", expiredHolds);
        shown.put("expiredReferences", expiredReferences);
        shown.put("rowsDeleted", rowsDeleted);
        shown.put("farHolds", farHolds);
        shown.put("deferred", deferred);
        if (oldest != null) {
            shown.put("oldest", java.time.Instant.ofEpochMilli(oldest).toString());
        }
        List<Map<String, Object>> each = new ArrayList<>();
        tenants.forEach((tenant, sum) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("tenant", tenant < 0 ? "unknown" : tenant.toString());
            line.putAll(sum.shown());
            each.add(line);
        });
        shown.put("tenants", each);
        shown.put("sample", List.copyOf(sample));
        return shown;
    }
}
