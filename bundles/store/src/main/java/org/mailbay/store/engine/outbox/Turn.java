package org.mailbay.store.engine.outbox;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.outbox.Requests.Waiting;
import org.mailbay.store.engine.record.AsideRow;
import org.mailbay.store.spi.OutboxWorker;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of some requests of a lane, one after the other.
 *
 * @param count how many were done
 * @param aside how many had failed too often and were set aside
 * @param isEnd whether none is left, but for those that were added meanwhile
 * @param since when the oldest that is left was asked for
 * @param failure why the next one could not be done; null when it was not tried
 */
record Turn(
        int count,
        int aside,
        boolean isEnd,
        long since,
        @Nullable Throwable failure) {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
    private static final int SLICE = 32;

    /** What bounds it. */
    interface Bounds {
        /** How often a request may fail before it is set aside; 0: for ever. */
        int attempts();

        /** In milliseconds since 1970. */
        long now();

        /** Whether to stop soon. */
        boolean isStopped();
    }

    /** Does some. */
    static Turn of(Lane lane, Lease<OutboxWorker> lease, Bounds bounds) {
        int count = 0;
        int aside = 0;
        long since = Long.MAX_VALUE;
        try {
            remove(lane);
            List<Waiting> waiting = lane.requests.read(lane.account(), lane.topic.name, lane.last, SLICE);
            Throwable failure = null;
            for (Waiting request : waiting) {
                if (failure == null && !lease.isLeaving() && !bounds.isStopped()) {
                    failure = work(lane, lease.service(), request);
                    if (failure == null) {
                        count++;
                        continue;
                    }
                    if (isHopeless(lane, request, failure, bounds)) {
                        setAside(lane, request, failure, bounds);
                        failure = null;
                        aside++;
                        continue;
                    }
                }
                since = Math.min(since, request.row().asked());
            }
            remove(lane);
            return new Turn(count, aside, waiting.size() < SLICE && count + aside == waiting.size(), since, failure);
        } catch (IOException | RuntimeException | LinkageError | VirtualMachineError e) {
            return new Turn(count, aside, false, since, e);
        }
    }

    private static @Nullable Throwable work(Lane lane, OutboxWorker worker, Waiting request) {
        try {
            worker.work(lane.account(), request.row().payload());
            lane.done.add(request.key());
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            // A stack that what somebody sent has filled is empty again here: the lane must not stay taken
            LOG.error("event=outbox-worker-broken topic={} account={}", lane.topic.name, lane.account(), e);
            return e;
        }
    }

    /** A service that is away is no fault of the request's: it comes back, and then what waited is done without anybody's doing. */
    private static boolean isHopeless(Lane lane, Waiting request, Throwable failure, Bounds bounds) {
        boolean isAway = failure instanceof AwayException || failure.getCause() instanceof AwayException;
        return !isAway && lane.failed(request.key()) >= bounds.attempts() && bounds.attempts() > 0;
    }

    private static void setAside(Lane lane, Waiting request, Throwable failure, Bounds bounds) throws IOException {
        AsideRow row = new AsideRow(request.row(), bounds.now(), lane.attempts, failure.toString());
        lane.requests.setAside(request, row);
        lane.forget();
        LOG.error(
                "event=outbox-set-aside topic={} account={} attempts={} reason=\"{}\"",
                lane.topic.name,
                lane.account(),
                row.attempts(),
                row.reason());
    }

    /** Removes what is done; when that fails, it is not done again while this process lives. */
    private static void remove(Lane lane) throws IOException {
        if (!lane.done.isEmpty()) {
            lane.requests.remove(lane.done);
            lane.last = lane.done.getLast();
            lane.done.clear();
        }
    }
}
