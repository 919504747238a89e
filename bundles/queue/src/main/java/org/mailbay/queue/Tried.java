package org.mailbay.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.queue.Item.Recipient;

/**
 * What came of an attempt.
 *
 * @param taken who has it, and whose server sends no reports (RFC 3461)
 * @param reporting who has it, and whose server does
 * @param left who is tried again
 * @param nanos that it took
 * @param isReported whether the sender may hear of it
 */
record Tried(
        Letter letter,
        Item item,
        List<Recipient> taken,
        List<Recipient> reporting,
        List<Recipient> failed,
        List<Recipient> left,
        Health health,
        Instant now,
        long nanos,
        boolean isReported) {
    /** @param carried one for each recipient of the item */
    static Tried of(Letter letter, Item item, List<Carried> carried, Instant now, long nanos) {
        List<Recipient> taken = new ArrayList<>();
        List<Recipient> reporting = new ArrayList<>();
        List<Recipient> failed = new ArrayList<>();
        List<Recipient> left = new ArrayList<>();
        Health health = Health.UNKNOWN;
        for (int i = 0; i < carried.size(); i++) {
            Recipient after = item.recipients()
                    .get(i)
                    .said(carried.get(i).reply(), carried.get(i).remote());
            switch (carried.get(i)) {
                case Carried.Taken one -> {
                    (one.reports() ? reporting : taken).add(after);
                    health = Health.WELL;
                }
                case Carried.Later one -> {
                    left.add(after);
                    health = one.isDestination() && health == Health.UNKNOWN ? Health.DEAD : health;
                }
                case Carried.Failed one -> {
                    failed.add(after);
                    health = one.remote().isEmpty() ? health : Health.WELL;
                }
            }
        }
        return new Tried(letter, item, taken, reporting, failed, left, health, now, nanos, true);
    }

    /** The same, but that who failed is tried again, and nobody hears of anything: for when no report can be made. */
    Tried failedLater() {
        List<Recipient> again = new ArrayList<>(left);
        again.addAll(failed);
        return new Tried(letter, item, taken, reporting, List.of(), again, health, now, nanos, false);
    }

    /** The same, of which the sender does not hear. */
    Tried unreported() {
        return new Tried(letter, item, taken, reporting, failed, left, health, now, nanos, false);
    }
}
