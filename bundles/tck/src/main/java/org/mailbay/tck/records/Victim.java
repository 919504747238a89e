package org.mailbay.tck.records;

import java.nio.file.Path;
import java.util.Random;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.kill.KilledChild;

/** The process that {@link RecordsKillContract} kills: commits for ever and prints what was acknowledged. */
final class Victim {
    static final String ACKNOWLEDGED = "ack ";
    static final int THREADS = 6;

    /** Older rows are deleted in the batch that adds a new one. */
    static final int KEPT = 200;

    private Victim() {}

    /** Class of the testee, data folder, seed, whether it may be killed while it opens. */
    public static void main(String[] args) throws Exception {
        RecordsTestee testee =
                (RecordsTestee) Class.forName(args[0]).getConstructor().newInstance();
        boolean early = Boolean.parseBoolean(args[3]);
        if (early) {
            Seed.print(KilledChild.READY);
        }
        Subject subject = Subject.open(testee, Path.of(args[1]));
        Random random = new Random(Long.parseLong(args[2]));
        if (!early) {
            Seed.print(KilledChild.READY);
        }
        long[] pauses = random.longs(THREADS, 0, 3).toArray();
        Crew.run(THREADS, thread -> {
            byte[] head = subject.records().get(Table.SYS, Keys.key(thread, 0));
            for (long number = head == null ? 1 : Keys.value(head) + 1; ; number++) {
                subject.records().commit(batch(thread, number));
                Seed.print(ACKNOWLEDGED + thread + " " + number);
                Thread.sleep(pauses[thread]);
            }
        });
    }

    private static Batch batch(long thread, long number) {
        Batch.Builder batch = Batch.builder();
        for (Table table : Table.values()) {
            if (table == Table.SYS) {
                batch.put(table, Keys.key(thread, 0), Keys.value(number));
            } else {
                batch.put(table, Keys.key(thread, number), row(table, thread, number));
                batch.when(new Batch.ExpectAbsent(table, Keys.key(thread, number)));
                if (number > KEPT) {
                    batch.delete(table, Keys.key(thread, number - KEPT));
                }
            }
        }
        return batch.build();
    }

    /** Some bytes that follow from where they are. */
    static byte[] row(Table table, long thread, long number) {
        Random random = new Random(number * 31 + thread * 7 + table.ordinal());
        byte[] row = new byte[random.nextInt(table == Table.OBJ ? 3_000 : 200)];
        random.nextBytes(row);
        return row;
    }
}
