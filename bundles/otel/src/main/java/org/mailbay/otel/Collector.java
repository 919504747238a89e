package org.mailbay.otel;

import java.util.List;

/** Who takes spans. */
interface Collector {
    /** Sends them; waits for the answer, within a bound. */
    Answer send(List<Waiting> spans) throws InterruptedException;

    /** What became of them. */
    sealed interface Answer {
        /** @param rejected how many of them the collector did not like */
        record Taken(long rejected) implements Answer {}

        /** Not now; the same may be sent again. */
        record Later(String why) implements Answer {}

        /** Never. */
        record Refused(String why) implements Answer {}
    }
}
