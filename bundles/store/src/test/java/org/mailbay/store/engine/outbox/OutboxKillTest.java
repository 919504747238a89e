package org.mailbay.store.engine.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Shipped;
import org.mailbay.tck.kill.KilledChild;
import org.mailbay.tck.records.Seed;

/** What the outbox owes after {@code kill -9}, over the drivers that it is shipped with. */
final class OutboxKillTest {
    private static final String ACKNOWLEDGED = "ack ";
    private static final int KILLS = 3;

    /** The process that is killed: asks for ever, says what was acknowledged, and does it into a file. */
    public static final class Victim {
        private Victim() {}

        /** Data folder, file. */
        public static void main(String[] args) throws Exception {
            JmapStore store = (JmapStore) new Shipped().start(Path.of(args[0]));
            Outbox outbox = new Outbox(store, 4, Duration.ofSeconds(10), 0);
            outbox.bindWorker(new ToFile(Path.of(args[1])));
            Account account = store.accounts().size() < 2
                    ? store.create(new TenantId(1))
                    : store.account(store.accounts().getLast()).orElseThrow();
            Seed.print(KilledChild.READY);
            for (long i = System.nanoTime(); ; i++) {
                Notes.ask(account, "file", "" + i);
                Seed.print(ACKNOWLEDGED + i);
            }
        }
    }

    private static final class ToFile extends Notes {
        private final Path file;

        ToFile(Path file) {
            super("file");
            this.file = file;
        }

        @Override
        public void work(AccountId account, byte[] payload) throws IOException {
            Files.writeString(
                    file,
                    new String(payload, StandardCharsets.UTF_8) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    @Test
    void everythingAcknowledgedIsDoneAfterKills(@TempDir Path folder) throws Exception {
        Random random = Seed.random("everythingAcknowledgedIsDoneAfterKills");
        Path file = folder.resolve("done");
        Path data = folder.resolve("data");
        TreeSet<String> acknowledged = new TreeSet<>();
        for (int kill = 0; kill < KILLS || acknowledged.isEmpty(); kill++) {
            KilledChild.run(Victim.class, List.of(data.toString(), file.toString()), random, 1_000, line -> {
                boolean mine = line.startsWith(ACKNOWLEDGED);
                if (mine) {
                    acknowledged.add(line.substring(ACKNOWLEDGED.length()));
                }
                return mine;
            });
        }
        JmapStore store = (JmapStore) new Shipped().start(data);
        Outbox outbox = new Outbox(store, 4, Duration.ofSeconds(10), 0);
        try {
            outbox.bindWorker(new ToFile(file));
            Notes.until(() ->
                    outbox.unread().isEmpty() && outbox.standings().stream().allMatch(topic -> topic.waiting() == 0));
            List<String> done = Files.readAllLines(file);
            assertThat(done).containsAll(acknowledged);
            Seed.print(acknowledged.size() + " acknowledged, " + done.size() + " done");
            assertThat(store.check()).isEmpty();
        } finally {
            outbox.stop();
            store.stop();
        }
    }
}
