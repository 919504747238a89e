package org.mailbay.queue;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** How many attempts run, and which destination is next; everything under the {@link Scheduler}'s lock. */
final class Turns {
    private final int most;
    private final int mostOfMailings;
    private int running;
    /** Destinations that may have a turn, and those that may have one for a letter. */
    private final ArrayDeque<Target> ready = new ArrayDeque<>();

    private final ArrayDeque<Target> readyForLetters = new ArrayDeque<>();

    /** @param most attempts at once: mailings leave a quarter of them to letters */
    Turns(int most) {
        this.most = most;
        mostOfMailings = most - most / 4;
    }

    int running() {
        return running;
    }

    /** An attempt ended. */
    void ended(Active lane) {
        running--;
        lane.target.running--;
    }

    /** A destination may have something to try. */
    void offer(Target target) {
        if (!target.isReady && target.turn(false) != null) {
            target.isReady = true;
            ready.add(target);
        }
        if (!target.isReadyForLetters && target.turn(true) != null) {
            target.isReadyForLetters = true;
            readyForLetters.add(target);
        }
    }

    /** Gives turns to destinations, one after the other, as long as there are any. */
    void give(Consumer<Active> begin) {
        while (running < mostOfMailings && !ready.isEmpty()) {
            Target target = ready.remove();
            Active lane = target.turn(false);
            target.isReady = lane != null;
            if (lane != null) {
                ready.add(target);
                give(lane, begin);
            }
        }
        while (running < most && !readyForLetters.isEmpty()) {
            Target target = readyForLetters.remove();
            Active lane = target.turn(true);
            target.isReadyForLetters = lane != null;
            if (lane != null) {
                readyForLetters.add(target);
                give(lane, begin);
            }
        }
    }

    private void give(Active lane, Consumer<Active> begin) {
        lane.target.took(lane);
        running++;
        begin.accept(lane);
    }
}
