package org.mailbay.tck.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;
import org.mailbay.tck.kill.KilledChild;

/** What a durable driver owes after {@code kill -9}; its testee is a public class with a public constructor of no arguments. */
public interface RecordsKillContract {
    /** The driver under test. */
    RecordsTestee testee();

    /** How often a child is killed at least; {@code -Dmailbay.kills} for more. On a slow machine until every thread got through. */
    default int kills() {
        return Integer.getInteger("mailbay.kills", 6);
    }

    /** Every now and then the next child is killed, too, while it recovers what the one before left. */
    @Test
    default void everythingAcknowledgedSurvivesAKillAndNothingByHalves(@TempDir Path data) throws Exception {
        Random random = Seed.random("everythingAcknowledgedSurvivesAKillAndNothingByHalves");
        Map<Long, Long> acknowledged = new HashMap<>();
        int early = 0;
        for (int kill = 0; kill < kills() || acknowledged.size() < Victim.THREADS && kill < 4 * kills(); kill++) {
            kill(data, random, acknowledged, false);
            while (random.nextInt(3) == 0) {
                kill(data, random, acknowledged, true);
                kill++;
                early++;
            }
            try (Subject subject = Subject.open(testee(), data)) {
                compare(subject.records(), acknowledged);
                assertThat(subject.records().admin().verify()).isEmpty();
            }
        }
        assertThat(acknowledged).as("every thread got through").hasSize(Victim.THREADS);
        Seed.print(kills() + " kills, " + early + " of them while opening; acknowledged: " + acknowledged.values());
    }

    private void kill(Path data, Random random, Map<Long, Long> acknowledged, boolean early)
            throws IOException, InterruptedException {
        List<String> arguments = List.of(
                testee().getClass().getName(),
                data.toString(),
                Long.toString(random.nextLong()),
                Boolean.toString(early));
        KilledChild.run(Victim.class, arguments, random, early ? 1_000 : 1_500, line -> {
            boolean mine = line.startsWith(Victim.ACKNOWLEDGED);
            if (mine) {
                String[] words = line.split(" ");
                acknowledged.merge(Long.parseLong(words[1]), Long.parseLong(words[2]), Math::max);
            }
            return mine;
        });
    }

    /** Each thread numbers its batches; a batch is rows in all tables, and the head says which was the last. */
    private static void compare(Records records, Map<Long, Long> acknowledged) throws IOException {
        for (int i = 0; i < Victim.THREADS; i++) {
            long thread = i;
            byte[] head = records.get(Table.SYS, Keys.key(thread, 0));
            long last = head == null ? 0 : Keys.value(head);
            assertThat(last).isGreaterThanOrEqualTo(acknowledged.getOrDefault(thread, 0L));
            for (Table table : List.of(Table.STATE, Table.OBJ, Table.LOG, Table.IDX)) {
                TreeMap<Long, byte[]> rows = new TreeMap<>();
                records.scan(table, Keys.key(thread, 0), Keys.key(thread + 1, 0), (key, value) -> {
                    rows.put(Keys.number(key), value);
                    return true;
                });
                assertThat(rows).as("rows of " + table).hasSize((int) Math.min(last, Victim.KEPT));
                rows.forEach((number, value) -> {
                    assertThat(number).isBetween(Math.max(0, last - Victim.KEPT) + 1, last);
                    assertThat(value).isEqualTo(Victim.row(table, thread, number));
                });
            }
        }
    }
}
