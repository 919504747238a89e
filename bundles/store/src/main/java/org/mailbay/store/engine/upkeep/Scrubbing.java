package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.mailbay.store.BlobRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every blob again, once in so many days, and names those that are not what was written. It removes nothing.
 *
 * <p>Spread evenly: the names are cut into 4,096 parts, each of which has its time. How far it is survives restarts.
 */
final class Scrubbing implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubbing.class);
    private static final int BITS = 12;
    private static final int PARTS = 1 << BITS;
    /** What opening a blob costs beyond its bytes. */
    private static final int OVERHEAD = 4_096;

    /** Gives all shards. */
    interface Wards {
        /** All there are now. */
        List<Ward> all() throws IOException;
    }

    /** Where a shard's round is: when it began, and which part is next. */
    private record Round(long start, int next) {
        static Round read(Optional<String> state, long now) {
            String[] words = state.orElse("").split(" ");
            return words.length == 2
                    ? new Round(Long.parseLong(words[0]), Integer.parseInt(words[1]))
                    : new Round(now, 0);
        }

        String text() {
            return start + " " + next;
        }

        long due(long millis) {
            return start + millis / PARTS * next;
        }
    }

    private final Wards wards;
    private final Throttle throttle;
    private final long millis;
    private final BooleanSupplier stopped;
    private final AtomicLong blobs = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final Map<String, Map<BlobRef, String>> damaged = new ConcurrentHashMap<>();
    private final Map<String, Double> progress = new ConcurrentHashMap<>();

    Scrubbing(Wards wards, Throttle throttle, Duration each, BooleanSupplier stopped) {
        this.wards = wards;
        this.throttle = throttle;
        this.millis = each.toMillis();
        this.stopped = stopped;
    }

    @Override
    public String name() {
        return "scrub";
    }

    @Override
    public long step(long now) throws IOException {
        long next = Long.MAX_VALUE;
        for (Ward ward : wards.all()) {
            next = Math.min(next, step(ward, now));
        }
        return next;
    }

    private long step(Ward ward, long now) throws IOException {
        Notebook notebook = new Notebook(ward);
        Round round = Round.read(notebook.read(name()), now);
        // A clock that went back, or a shorter period.
        if (round.due(millis) > now + millis) {
            round = new Round(now, round.next());
        }
        Map<BlobRef, String> known = notebook.damaged();
        damaged.put(ward.name(), known);
        progress.put(ward.name(), (double) round.next() / PARTS);
        if (round.due(millis) > now) {
            return round.due(millis);
        }
        if (!scrub(ward, new Slice(round.next(), BITS), known)) {
            return now;
        }
        Round after = round.next() + 1 < PARTS ? new Round(round.start(), round.next() + 1) : new Round(now, 0);
        if (after.next() == 0) {
            LOG.info("event=scrub-complete shard={} damaged={}", ward.name(), known.size());
        }
        notebook.write(name(), after.text());
        damaged.put(ward.name(), notebook.damaged());
        return Math.max(now, after.due(millis));
    }

    /** Reads a part; false when it was cut short. */
    private boolean scrub(Ward ward, Slice part, Map<BlobRef, String> known) throws IOException {
        Notebook notebook = new Notebook(ward);
        for (BlobRef ref : known.keySet()) {
            if (part.has(ref) && !ward.<Boolean>blobs(open -> open.contains(ref))) {
                notebook.well(ref);
            }
        }
        for (BlobRef ref : ward.blobs(part::names).all()) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            look(ward, ref, known);
            if (!throttle.spend(ref.size() + OVERHEAD)) {
                return false;
            }
        }
        return true;
    }

    private void look(Ward ward, BlobRef ref, Map<BlobRef, String> known) throws IOException {
        Optional<String> wrong = ward.blobs(open -> open.contains(ref) ? open.scrub(ref) : Optional.<String>empty());
        blobs.incrementAndGet();
        bytes.addAndGet(ref.size());
        if (wrong.isPresent()) {
            if (ward.<Boolean>blobs(open -> open.contains(ref)) && !wrong.get().equals(known.get(ref))) {
                LOG.error("event=blob-damaged shard={} blob={} reason=\"{}\"", ward.name(), ref, wrong.get());
                new Notebook(ward).damaged(ref, wrong.get());
            }
        } else if (known.containsKey(ref)) {
            new Notebook(ward).well(ref);
        }
    }

    /** Lets a round begin that does not wait for its times. */
    void ask(long now) throws IOException {
        for (Ward ward : wards.all()) {
            new Notebook(ward).write(name(), new Round(now - millis, 0).text());
        }
    }

    /** By shard, the damaged blobs as they were last known. */
    Map<String, Map<BlobRef, String>> damaged() {
        return Map.copyOf(damaged);
    }

    /** By shard, how much of the round is done, 0 to 1. */
    Map<String, Double> progress() {
        return Map.copyOf(progress);
    }

    /** Blobs read since the start. */
    long blobs() {
        return blobs.get();
    }

    /** Bytes read since the start. */
    long bytes() {
        return bytes.get();
    }
}
