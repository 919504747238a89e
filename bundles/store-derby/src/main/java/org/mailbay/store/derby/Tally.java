package org.mailbay.store.derby;

import java.util.concurrent.atomic.LongAdder;

/** What the driver has done since it started. */
record Tally(
        LongAdder batches,
        LongAdder groups,
        LongAdder commitNanos,
        LongAdder failures,
        LongAdder refusals,
        LongAdder reads,
        LongAdder opened,
        LongAdder evictions,
        LongAdder reopened) {
    Tally() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder());
    }
}
