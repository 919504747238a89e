package org.mailbay.jmap.mail.email;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.mailbay.store.AccountId;

/**
 * How many bytes each user may have composed now: so many at once, and as many again in a minute. Threads: any.
 *
 * <p>A request of a few kilobytes that names uploads again and again makes the server write gigabytes; what counts is what is written.
 */
final class Composed {
    private static final double NANOS_IN_MINUTE = 60e9;

    /** Users of late; who is forgotten may compose all again. */
    private static final int MOST_USERS = 10_000;

    private final long most;
    private final LongSupplier nanos;
    private final Map<AccountId, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountId, Bucket> eldest) {
            return size() > MOST_USERS;
        }
    };

    /** @param left at {@code at}; less than nothing after a message that took more than there was */
    private record Bucket(double left, long at) {}

    /**
     * Nobody composed anything yet.
     *
     * @param most bytes in a minute
     * @param nanos as {@link System#nanoTime}
     */
    Composed(long most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    /** What a user may compose now, in bytes. */
    synchronized long left(AccountId user) {
        Bucket bucket = buckets.get(user);
        return bucket == null ? most : (long) left(bucket, nanos.getAsLong());
    }

    /** Says that a user has composed this much. */
    synchronized void took(AccountId user, long bytes) {
        long now = nanos.getAsLong();
        Bucket bucket = buckets.get(user);
        buckets.put(user, new Bucket((bucket == null ? most : left(bucket, now)) - bytes, now));
    }

    private double left(Bucket bucket, long now) {
        return Math.min(most, bucket.left + most * ((now - bucket.at) / NANOS_IN_MINUTE));
    }
}
