package org.mailbay.admin.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;

/**
 * Answers to requests that had an Idempotency-Key, so that one sent twice is done once.
 *
 * <p>In memory, for 24 hours, and at most so many: the oldest go. What failed is not remembered: it may be tried again. Thread-safe.
 */
final class Replays {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int MOST = 10_000;
    private static final long MOST_BYTES = 32L << 20;

    private final InstantSource clock;
    private final LinkedHashMap<Key, Kept> kept = new LinkedHashMap<>();
    private long bytes;

    Replays(InstantSource clock) {
        this.clock = clock;
    }

    /** Keys are each actor's own. */
    record Key(String actor, String key) {}

    /**
     * An answer as it was sent.
     *
     * @param body null when it had a secret, which is kept nowhere
     */
    record Reply(int status, byte @Nullable [] body) {}

    private record Kept(
            String request, Instant since, @Nullable Reply reply) {
        int size() {
            byte[] body = reply == null ? null : reply.body();
            return body == null ? 0 : body.length;
        }
    }

    /**
     * Begins a request, unless it was answered already.
     *
     * @param request a hash of all that was asked
     * @return the answer that it got; null when it is to be done now, then {@link #done} or {@link #failed} has to follow
     * @throws AdminProblem 409 while it is being done, 422 when the key was another request's
     */
    synchronized @Nullable Reply begin(Key key, String request) throws AdminProblem {
        Instant now = clock.instant();
        forget(now);
        Kept known = kept.get(key);
        if (known == null) {
            kept.put(key, new Kept(request, now, null));
            return null;
        }
        if (!known.request().equals(request)) {
            throw new AdminProblem(422, "key-reused", "This Idempotency-Key was used for another request.");
        }
        if (known.reply() == null) {
            throw new AdminProblem(409, "in-progress", "The request with this Idempotency-Key is being done.");
        }
        return known.reply();
    }

    /** The request was answered. */
    synchronized void done(Key key, Reply reply) {
        Kept known = kept.get(key);
        if (known != null) {
            Kept answered = new Kept(known.request(), known.since(), reply);
            kept.put(key, answered);
            bytes += answered.size();
        }
    }

    /** The request was refused, or failed. */
    synchronized void failed(Key key) {
        kept.remove(key);
    }

    private void forget(Instant now) {
        Iterator<Map.Entry<Key, Kept>> oldest = kept.entrySet().iterator();
        while (oldest.hasNext()) {
            Kept one = oldest.next().getValue();
            if (kept.size() < MOST
                    && bytes < MOST_BYTES
                    && now.isBefore(one.since().plus(KEPT))) {
                return;
            }
            if (one.reply() != null) {
                bytes -= one.size();
                oldest.remove();
            } else if (kept.size() < MOST) {
                return;
            }
        }
    }
}
