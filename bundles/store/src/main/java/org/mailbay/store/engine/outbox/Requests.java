package org.mailbay.store.engine.outbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.record.AsideRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.RequestRow;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;

/** The requests of a shard, as rows. */
final class Requests {
    /** Rows that one look shows: a driver that is to go waits for it. */
    private static final int SLICE = 500;

    private final Shard shard;

    Requests(Shard shard) {
        this.shard = shard;
    }

    Shard shard() {
        return shard;
    }

    /** A request that waits. */
    record Waiting(byte[] key, RequestRow row) {}

    /** Is shown what waits. */
    interface Visitor {
        void waits(AccountId account, String topic, long modSeq, long asked) throws IOException;
    }

    /** Shows everything that may be worked on. */
    void survey(Visitor visitor) throws IOException {
        byte[] prefix = Keys.outboxes();
        byte[] to = Keys.afterPrefix(prefix);
        byte[][] from = {prefix};
        int[] count = {SLICE};
        while (count[0] == SLICE) {
            count[0] = 0;
            shard.scan(Table.SYS, from[0], to, (key, value) -> {
                visitor.waits(
                        Keys.accountOf(key),
                        Keys.topicOf(key),
                        Keys.modSeqOfRequest(key),
                        RequestRow.read(value).asked());
                from[0] = after(key);
                return ++count[0] < SLICE;
            });
        }
    }

    private static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The first requests of a lane after {@code last}; null is from the beginning. */
    List<Waiting> read(AccountId account, String topic, byte @Nullable [] last, int most) throws IOException {
        List<Waiting> waiting = new ArrayList<>();
        byte[] prefix = Keys.outbox(account, topic);
        shard.scan(Table.SYS, last == null ? prefix : after(last), Keys.afterPrefix(prefix), (key, value) -> {
            waiting.add(new Waiting(key, RequestRow.read(value)));
            return waiting.size() < most;
        });
        return waiting;
    }

    /** Removes what is done. */
    void remove(List<byte[]> keys) throws IOException {
        if (!keys.isEmpty()) {
            Batch.Builder batch = Batch.builder();
            keys.forEach(key -> batch.delete(Table.SYS, key));
            shard.commit(batch);
        }
    }

    /** A request that has failed too often. */
    record Aside(byte[] key, AccountId account, AsideRow row) {
        String topic() {
            return row.request().topic();
        }
    }

    /** Lets a lane go on without a request that has failed too often, in one step: it is in one place or in the other. */
    void setAside(Waiting request, AsideRow row) throws IOException {
        shard.commit(Batch.builder()
                .delete(Table.SYS, request.key())
                .put(Table.SYS, Keys.aside(request.key()), row.value()));
    }

    /** Those that are set aside, in order, after {@code last}; null is from the beginning. */
    List<Aside> asides(byte @Nullable [] last, int most) throws IOException {
        List<Aside> asides = new ArrayList<>();
        byte[] prefix = Keys.asides();
        shard.scan(Table.SYS, last == null ? prefix : after(last), Keys.afterPrefix(prefix), (key, value) -> {
            asides.add(new Aside(key, Keys.accountOf(key), AsideRow.read(value)));
            return asides.size() < most;
        });
        return asides;
    }

    /** How many of each topic are set aside. */
    Map<String, Long> countAsides() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        List<Aside> slice = asides(null, SLICE);
        while (!slice.isEmpty()) {
            slice.forEach(aside -> counts.merge(aside.topic(), 1L, Long::sum));
            slice = slice.size() < SLICE ? List.of() : asides(slice.getLast().key(), SLICE);
        }
        return counts;
    }

    /** Puts those back among what waits that are {@code wanted}, and shows them; how many. */
    int again(Predicate<Aside> wanted, Visitor visitor) throws IOException {
        int count = 0;
        List<Aside> slice = asides(null, SLICE);
        while (!slice.isEmpty()) {
            Batch.Builder batch = Batch.builder();
            List<Aside> taken = slice.stream().filter(wanted).toList();
            for (Aside aside : taken) {
                batch.delete(Table.SYS, aside.key())
                        .put(
                                Table.SYS,
                                Keys.again(aside.key()),
                                aside.row().request().value());
            }
            if (!taken.isEmpty()) {
                shard.commit(batch);
            }
            for (Aside aside : taken) {
                visitor.waits(
                        aside.account(),
                        aside.topic(),
                        Keys.modSeqOfRequest(aside.key()),
                        aside.row().request().asked());
            }
            count += taken.size();
            slice = slice.size() < SLICE ? List.of() : asides(slice.getLast().key(), SLICE);
        }
        return count;
    }

    /** When the first request that waits for a time may be worked on, in milliseconds since 1970; the end of time when there is none. */
    long firstDue() throws IOException {
        long[] due = {Long.MAX_VALUE};
        shard.scan(Table.SYS, Keys.delayed(), (key, value) -> {
            due[0] = Keys.dueOf(key);
            return false;
        });
        return due[0];
    }

    /** Lets be worked on what waited for a time up to {@code now}, some of it, and shows it; how many. */
    int ripen(long now, Visitor visitor) throws IOException {
        List<Waiting> ripe = new ArrayList<>();
        shard.scan(Table.SYS, Keys.delayed(), (key, value) -> {
            if (Keys.dueOf(key) > now) {
                return false;
            }
            RequestRow row = RequestRow.read(value);
            // From now on it waits for its worker.
            ripe.add(new Waiting(key, new RequestRow(Keys.dueOf(key), row.topic(), row.payload())));
            return ripe.size() < SLICE;
        });
        if (ripe.isEmpty()) {
            return 0;
        }
        Batch.Builder batch = Batch.builder();
        List<byte[]> keys = new ArrayList<>();
        for (Waiting waiting : ripe) {
            byte[] key = Keys.ripe(waiting.key(), waiting.row().topic());
            keys.add(key);
            batch.delete(Table.SYS, waiting.key())
                    .put(Table.SYS, key, waiting.row().value());
        }
        shard.commit(batch);
        for (int i = 0; i < keys.size(); i++) {
            RequestRow row = ripe.get(i).row();
            visitor.waits(Keys.accountOf(keys.get(i)), row.topic(), Keys.modSeqOfRequest(keys.get(i)), row.asked());
        }
        return ripe.size();
    }
}
