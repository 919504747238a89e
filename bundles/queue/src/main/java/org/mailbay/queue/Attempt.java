package org.mailbay.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.queue.Waiting.Place;
import org.mailbay.queue.Waiting.Work;
import org.mailbay.store.Room.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries a piece of work, and has what came of it settled. */
final class Attempt implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final Duration DAMAGED = Duration.ofHours(1);
    private static final Duration STORE_AWAY = Duration.ofMillis(250);

    private final Waiting waiting;
    private final Supplier<Standing> standing;
    private final Signers signers;
    private final Courier courier;
    private final Terms terms;
    private final Settlement settlement;
    private final Locks locks;
    private final InstantSource clock;

    Attempt(
            Waiting waiting,
            Supplier<Standing> standing,
            Signers signers,
            Courier courier,
            Terms terms,
            Settlement settlement,
            Locks locks,
            InstantSource clock) {
        this.waiting = waiting;
        this.standing = standing;
        this.signers = signers;
        this.courier = courier;
        this.terms = terms;
        this.settlement = settlement;
        this.locks = locks;
        this.clock = clock;
    }

    @Override
    public Health attempt(byte[] lane, Place place) {
        try {
            boolean isBeingWritten = locks.isBeingWritten(place.id().letter());
            long edits = locks.edits();
            Work work = waiting.work(place.id());
            Item item = work.item();
            Letter letter = work.letter();
            if (item == null
                    || !item.due().equals(place.of())
                    || letter == null
                    || !letter.held().isEmpty()) {
                astray(lane, place, item, isBeingWritten, letter != null);
                return Health.UNKNOWN;
            }
            if (place.isPostponed()) {
                legible(lane, place);
                return Health.UNKNOWN;
            }
            return attempt(letter, item, edits);
        } catch (In.Damaged e) {
            LOG.error("event=queue-damaged letter={}", place.id().letter(), e);
            return postpone(lane, place);
        } catch (IOException e) {
            LOG.warn(
                    "event=queue-attempt outcome=failed letter={} reason=\"{}\"",
                    place.id().letter(),
                    e.toString());
            LockSupport.parkNanos(STORE_AWAY.toNanos());
            return Health.UNKNOWN;
        }
    }

    /** Has what cannot be read looked at again much later: it neither goes nor is in the way. */
    private Health postpone(byte[] lane, Place place) {
        try {
            waiting.commit(Waiting.postpone(lane, place, clock.instant().plus(DAMAGED)));
        } catch (IOException e) {
            LockSupport.parkNanos(STORE_AWAY.toNanos());
        }
        return Health.UNKNOWN;
    }

    /** What could not be read can be, by a newer version perhaps: it is due when its place says so. */
    private void legible(byte[] lane, Place place) throws IOException {
        Lock lock = locks.of(place.id().letter());
        lock.lock();
        try {
            Item item = waiting.work(place.id()).item();
            if (item != null && item.due().equals(place.of())) {
                waiting.commit(List.of(
                        new Change(Keys.item(item.id()), item.at(place.due()).row()),
                        new Change(Keys.place(lane, place.due(), place.id()), new byte[0])));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A place that is none (any more), or one of a letter that is being written or held, or that never was. */
    private void astray(byte[] lane, Place place, @Nullable Item item, boolean isBeingWritten, boolean isLetter)
            throws IOException {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change(Keys.place(lane, place.due(), place.id()), null));
        boolean isItsPlace = item != null && item.due().equals(place.of());
        if (item != null && isItsPlace && isBeingWritten) {
            Item later = item.at(clock.instant().plus(LOOK_AGAIN));
            changes.add(new Change(Keys.item(item.id()), later.row()));
            standing.get().commit(changes, List.of(later), List.of());
            return;
        }
        if (isItsPlace && !isLetter) {
            // What a kill cut off before it counted.
            LOG.info("event=queue-swept letter={}", place.id().letter());
            changes.add(new Change(Keys.item(place.id()), null));
        }
        waiting.commit(changes);
    }

    private Health attempt(Letter letter, Item item, long edits) throws IOException {
        Instant now = clock.instant();
        long start = System.nanoTime();
        List<Carried> carried;
        try {
            carried = now.isAfter(terms.expires(letter)) ? expired(item) : carry(letter, item);
        } catch (RuntimeException e) {
            LOG.error("event=queue-attempt outcome=failed letter={}", letter.number(), e);
            carried = Courier.all(item.recipients().size(), new Carried.Later("451 4.3.0 Local error", "", false));
        }
        Tried tried = Tried.of(letter, item, carried, now, System.nanoTime() - start);
        settlement.settle(tried, edits);
        return tried.health();
    }

    private List<Carried> carry(Letter letter, Item item) {
        Letter whole = letter;
        boolean isForMailbox = item.lane().destination().kind() == Lane.Way.MAILBOX;
        // A second signature would make other bytes of it than those that may be in the mailbox already.
        if (letter.isReport() && !isForMailbox) {
            // Here rather than when it is written: what came of another message is settled whoever is away.
            try {
                whole = letter.with(signers.sign(letter.shipment(item), letter.content(waiting)));
            } catch (IOException e) {
                LOG.warn("event=queue-sign outcome=failed letter={} reason=\"{}\"", letter.number(), e.toString());
                return Courier.all(
                        item.recipients().size(), new Carried.Later("451 4.3.0 It cannot be signed now", "", false));
            }
        }
        boolean isAgain = waiting.isInherited(letter.number()) || item.attempts() > 0;
        return courier.carry(item.lane().destination(), whole.consignment(item, waiting), isAgain);
    }

    private static List<Carried> expired(Item item) {
        List<Carried> carried = new ArrayList<>();
        for (Item.Recipient recipient : item.recipients()) {
            String last = recipient.reply().isEmpty() ? "never tried" : recipient.reply();
            carried.add(new Carried.Failed("554 5.4.7 Given up after too long; last: " + last, recipient.remote()));
        }
        return carried;
    }
}
