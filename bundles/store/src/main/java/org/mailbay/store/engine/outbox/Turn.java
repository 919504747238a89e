package org.mailbay.store.engine.outbox;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.outbox.Requests.Waiting;
import org.mailbay.store.spi.OutboxWorker;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of some requests of a lane, one after the other.
 *
 * @param count how many were done
 * @param isEnd whether none is left, but for those that were added meanwhile
 * @param since when the oldest that is left was asked for
 * @param failure why the next one could not be done; null when it was not tried
 */
record Turn(int count, boolean isEnd, long since, @Nullable Throwable failure) {
    private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
    private static final int SLICE = 32;

    /** Does some. */
    static Turn of(Lane lane, Lease<OutboxWorker> lease, BooleanSupplier isStopped) {
        int count = 0;
        long since = Long.MAX_VALUE;
        try {
            remove(lane);
            List<Waiting> waiting = lane.requests.read(lane.account(), lane.topic.name, lane.last, SLICE);
            Throwable failure = null;
            for (Waiting request : waiting) {
                if (failure == null && !lease.isLeaving() && !isStopped.getAsBoolean()) {
                    failure = work(lane, lease.service(), request);
                    if (failure == null) {
                        count++;
                        continue;
                    }
                }
                since = Math.min(since, request.row().asked());
            }
            remove(lane);
            return new Turn(count, waiting.size() < SLICE && count == waiting.size(), since, failure);
        } catch (IOException | RuntimeException | LinkageError | VirtualMachineError e) {
            return new Turn(count, false, since, e);
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

    /** Removes what is done; when that fails, it is not done again while this process lives. */
    private static void remove(Lane lane) throws IOException {
        if (!lane.done.isEmpty()) {
            lane.requests.remove(lane.done);
            lane.last = lane.done.getLast();
            lane.done.clear();
        }
    }
}
