package org.mailbay.store.engine.outbox;

import java.util.List;

/**
 * How a topic is.
 *
 * @param hasWorker whether somebody takes its requests
 * @param waiting requests, about
 * @param since when the oldest of them was asked for, in milliseconds since 1970; 0 when there is none
 * @param failing accounts whose request failed last time
 * @param trouble why one of them did
 * @param aside requests that were set aside
 */
record Standing(
        String topic,
        boolean hasWorker,
        long waiting,
        long since,
        int failing,
        String trouble,
        long aside,
        long done,
        long failed) {
    /** Under the lock of {@link Outbox}. */
    static Standing of(Topic topic, List<Lane> lanes, long aside) {
        long waiting = 0;
        long since = Long.MAX_VALUE;
        int failing = 0;
        String trouble = "";
        for (Lane lane : lanes) {
            waiting += lane.waiting;
            since = Math.min(since, lane.since);
            if (lane.failures > 0) {
                failing++;
                trouble = lane.trouble;
            }
        }
        return new Standing(
                topic.name,
                topic.worker.isPresent(),
                waiting,
                since == Long.MAX_VALUE ? 0 : since,
                failing,
                trouble,
                aside,
                topic.done,
                topic.failed);
    }
}
