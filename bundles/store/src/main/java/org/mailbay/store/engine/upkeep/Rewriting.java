package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.store.BlobRef;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.keys.DataKey;
import org.mailbay.store.engine.keys.TenantKeys;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes blobs anew that are not what a new one would be: after encryption was turned on, after a tenant's key was rotated, and
 * when an administrator asks because the driver's compression was changed.
 *
 * <p>One pass over all blobs for each such reason, and none without; how far it is survives restarts. A retired key is unused when
 * a pass that began after it retired found every blob well.
 */
final class Rewriting implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(Rewriting.class);
    private static final long EVERY = Duration.ofMinutes(10).toMillis();
    private static final long AGAIN = Duration.ofDays(1).toMillis();
    /** While copies are made. */
    private static final long PAUSED = Duration.ofMinutes(1).toMillis();

    private static final String ASKED = "rewrite-asked";
    private static final int SLICE = 1 << 14;
    private static final int PAGE = 1_000;
    /** What looking at a blob costs that is already right. */
    private static final int LOOK = 512;
    /** When so many fail one after the other it is not the blobs: a full disk, say. */
    private static final int MOST_FAILURES = 20;

    private final Scrubbing.Wards wards;
    private final TenantKeys keys;
    private final Collector.Tenants tenants;
    private final Gate gate;
    private final Throttle throttle;
    private final Map<String, Pass> passes = new ConcurrentHashMap<>();
    private final AtomicLong rewritten = new AtomicLong();

    /**
     * A pass over a shard.
     *
     * @param asked how often an administrator had asked when it began
     * @param retired the keys that were retired when it began
     * @param next the next of {@code 1 << bits} parts
     * @param left blobs that were left as they are: without a row, or because they cannot be read
     */
    record Pass(boolean sealing, long asked, Set<Integer> retired, int bits, int next, long left, long ended) {
        static final Pass NONE = new Pass(false, 0, Set.of(), 0, 1, 0, 0);

        static Pass read(String text) {
            String[] words = text.split(" ");
            if (words.length != 7) {
                return NONE;
            }
            Set<Integer> retired = new TreeSet<>();
            Arrays.stream(words[2].split(","))
                    .filter(word -> !word.equals("-"))
                    .forEach(word -> retired.add(Integer.parseInt(word)));
            return new Pass(
                    words[0].equals("sealing"),
                    Long.parseLong(words[1]),
                    retired,
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]));
        }

        String text() {
            StringBuilder numbers = new StringBuilder();
            retired.forEach(
                    number -> numbers.append(numbers.isEmpty() ? "" : ",").append(number));
            return (sealing ? "sealing" : "plain") + " " + asked + " " + (numbers.isEmpty() ? "-" : numbers) + " "
                    + bits + " " + next + " " + left + " " + ended;
        }

        boolean isDone() {
            return next >= 1 << bits;
        }

        Pass with(long nowLeft, long now) {
            return new Pass(sealing, asked, retired, bits, next + 1, left + nowLeft, now);
        }
    }

    Rewriting(Scrubbing.Wards wards, TenantKeys keys, Collector.Tenants tenants, Gate gate, Throttle throttle) {
        this.wards = wards;
        this.keys = keys;
        this.tenants = tenants;
        this.gate = gate;
        this.throttle = throttle;
    }

    @Override
    public String name() {
        return "rewrite";
    }

    /** Lets a pass over all blobs begin: for one who changed the driver's compression. */
    void ask() throws IOException {
        Notebook main = new Notebook(wards.all().getFirst());
        main.write(ASKED, Long.toString(asked(main) + 1));
    }

    private static long asked(Notebook main) throws IOException {
        return Long.parseLong(main.read(ASKED).orElse("0"));
    }

    @Override
    public long step(long now) throws IOException {
        if (gate.isPaused()) {
            return now + PAUSED;
        }
        List<Ward> all = wards.all();
        long asked = asked(new Notebook(all.getFirst()));
        Set<Integer> retired = new TreeSet<>();
        for (DataKey key : keys.list()) {
            // The server's own seal what is in annexes, which no pass visits: they are never said to be unused.
            if (key.state() == DataKey.State.RETIRED && !key.tenant().equals(TenantId.SYSTEM)) {
                retired.add(key.number());
            }
        }
        boolean more = false;
        Set<Integer> unused = new TreeSet<>(retired);
        for (Ward ward : all) {
            Pass pass = step(ward, asked, retired, now);
            passes.put(ward.name(), pass);
            more |= !pass.isDone();
            if (!pass.isDone() || pass.left() > 0) {
                unused.clear();
            }
            unused.retainAll(pass.retired());
        }
        if (!unused.isEmpty()) {
            keys.unused(unused);
        }
        return more ? now : now + EVERY;
    }

    private Pass step(Ward ward, long asked, Set<Integer> retired, long now) throws IOException {
        Notebook notebook = new Notebook(ward);
        Pass pass = Pass.read(notebook.read(name()).orElse(""));
        if (pass.isDone()) {
            boolean wanted = keys.isEncrypting() && !pass.sealing()
                    || asked > pass.asked()
                    || !pass.retired().containsAll(retired)
                    || pass.left() > 0 && !retired.isEmpty() && now > pass.ended() + AGAIN;
            if (!wanted || keys.isInUse(retired)) {
                return pass;
            }
            int bits = Slice.all(ward.<Long>blobs(Rewriting::count), SLICE)
                    .getFirst()
                    .bits();
            pass = new Pass(keys.isEncrypting(), asked, retired, bits, 0, 0, now);
            LOG.info("event=rewrite-began shard={} sealing={} retired={}", ward.name(), pass.sealing(), retired);
        }
        long left = slice(ward, new Slice(pass.next(), pass.bits()));
        if (left < 0) {
            return pass;
        }
        Pass after = pass.with(left, now);
        notebook.write(name(), after.text());
        if (after.isDone()) {
            LOG.info("event=rewrite-complete shard={} left={}", ward.name(), after.left());
        }
        return after;
    }

    private static long count(BlobStore blobs) throws IOException {
        long[] count = {0};
        blobs.list(ref -> ++count[0] > 0);
        return count[0];
    }

    /** Writes a part anew; says how many blobs were left as they are, -1 when it was cut short. */
    private long slice(Ward ward, Slice part) throws IOException {
        Slice.Names names = ward.blobs(part::names);
        byte[] from = part.first();
        long left = 0;
        int failures = 0;
        Set<BlobRef> bad = new HashSet<>();
        List<byte[]> last = new ArrayList<>();
        do {
            last.clear();
            for (BlobRow row : page(ward, from, part.after(), last)) {
                if (!names.mark(row.ref()) || bad.contains(row.ref())) {
                    continue;
                }
                try {
                    if (!rewrite(ward, row)) {
                        return -1;
                    }
                    failures = 0;
                } catch (IOException e) {
                    LOG.warn(
                            "event=rewrite-failed shard={} blob={} reason=\"{}\"",
                            ward.name(),
                            row.ref(),
                            e.getMessage());
                    bad.add(row.ref());
                    if (++failures > MOST_FAILURES) {
                        throw e;
                    }
                }
            }
            from = last.isEmpty() ? from : Arrays.copyOf(last.getFirst(), last.getFirst().length + 1);
        } while (!last.isEmpty());
        for (BlobRef ref : names.unmarked()) {
            left += ward.<Boolean>blobs(open -> open.contains(ref)) ? 1 : 0;
        }
        return left + bad.size();
    }

    /** The rows about blobs that follow, one for each blob; {@code last} gets the key of the last row, if there was one. */
    private static List<BlobRow> page(Ward ward, byte[] from, byte[] to, List<byte[]> last) throws IOException {
        return ward.records(open -> {
            Map<BlobRef, BlobRow> rows = new LinkedHashMap<>();
            int[] count = {0};
            open.records().scan(Table.SYS, from, to, (key, value) -> {
                BlobRow row = BlobRow.read(key, value);
                rows.putIfAbsent(row.ref(), row);
                last.clear();
                last.add(key);
                return ++count[0] < PAGE;
            });
            return List.copyOf(rows.values());
        });
    }

    /** False when all is to end. */
    private boolean rewrite(Ward ward, BlobRow row) throws IOException {
        long tenant = tenants.of(row.account());
        if (tenant < 0) {
            throw new IOException("it belongs to no tenant");
        }
        var key = keys.key(new TenantId(tenant));
        // A copy that is being made gets blobs as they were when its keys were taken down.
        if (!gate.enter()) {
            return false;
        }
        boolean anew;
        try {
            anew = ward.blobs(open -> open.rewrite(key, row.ref()));
        } finally {
            gate.exit();
        }
        if (anew) {
            rewritten.incrementAndGet();
        }
        return throttle.spend(anew ? 2 * row.ref().size() + LOOK : LOOK);
    }

    /** By shard, the pass as it is. */
    Map<String, Pass> passes() {
        return Map.copyOf(passes);
    }

    /** Blobs written anew since the start. */
    long rewritten() {
        return rewritten.get();
    }
}
