package org.mailbay.store.engine.upkeep;

import java.io.IOException;

/** Something that is done over and over, a piece at a time. */
interface Chore {
    /** For logs: lower case and dashes. */
    String name();

    /**
     * Does a piece, as much as may be done without looking whether the store is to stop.
     *
     * @param now milliseconds since 1970
     * @return when to go on, in milliseconds since 1970
     * @throws IOException when it failed; it is tried again in a while
     */
    long step(long now) throws IOException;
}
