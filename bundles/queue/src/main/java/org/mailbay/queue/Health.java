package org.mailbay.queue;

/** What an attempt said of a destination. */
enum Health {
    /** It took mail. */
    WELL,
    /** Nothing can be said. */
    UNKNOWN,
    /** It cannot be reached, or wants nothing now. */
    DEAD
}
