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

    /** How often the child is killed. */
    default int rounds() {
        return 6;
    }

    @Test
    default void everythingAcknowledgedSurvivesAKillAndNothingByHalves(@TempDir Path data) throws Exception {
        Random random = Seed.random("everythingAcknowledgedSurvivesAKillAndNothingByHalves");
        Map<Long, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < rounds(); round++) {
            round(data, random, acknowledged);
            try (Subject subject = Subject.open(testee(), data)) {
                compare(subject.records(), acknowledged);
                assertThat(subject.records().admin().verify()).isEmpty();
            }
        }
        assertThat(acknowledged).as("every thread got through").hasSize(Victim.THREADS);
    }

    private void round(Path data, Random random, Map<Long, Long> acknowledged)
            throws IOException, InterruptedException {
        List<String> arguments =
                List.of(testee().getClass().getName(), data.toString(), Long.toString(random.nextLong()));
        KilledChild.run(Victim.class, arguments, random, 1_500, line -> {
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
