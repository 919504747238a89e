package org.mailbay.queue;

import org.mailbay.queue.Waiting.Place;

/** Tries one piece of work, and commits what came of it. */
@FunctionalInterface
interface Worker {
    /**
     * Blocks; what the destination is like from now on.
     *
     * @param lane whose place it is
     */
    Health attempt(byte[] lane, Place place);
}
