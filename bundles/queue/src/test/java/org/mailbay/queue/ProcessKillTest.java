package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.tck.kill.KilledChild;
import org.mailbay.tck.records.Seed;

/** What the queue owes after {@code kill -9}, over the drivers that it is shipped with; {@code -Dqueue.kills=50} kills more often. */
final class ProcessKillTest {
    private static final String ACKNOWLEDGED = "ack ";
    private static final int KILLS = Integer.getInteger("queue.kills", 4);
    /** Attempts at one time, as configured by default: so many a kill can cut off before what they did is written. */
    private static final int IN_FLIGHT = 200;

    /** Another server, which notes in a file what it takes, before it says so. */
    private record Sink(Path file) implements Transport {
        @Override
        public List<Carried> carry(Consignment consignment) {
            StringBuilder lines = new StringBuilder();
            consignment.recipients().forEach(one -> lines.append(one.address()).append('\n'));
            try {
                Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return consignment.recipients().stream()
                    .<Carried>map(one -> new Carried.Taken("250 2.0.0 Ok", "sink.test", false))
                    .toList();
        }

        @Override
        public List<String> explain(String destination) {
            return List.of("sink.test");
        }
    }

    /** The process that is killed: hands over mail for ever, for two recipients each, and says what was acknowledged. */
    public static final class Victim {
        private Victim() {}

        /** Data folder, file. */
        public static void main(String[] args) throws Exception {
            House house = new House(Path.of(args[0]), new Sink(Path.of(args[1])));
            Seed.print(KilledChild.READY);
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                Thread.ofPlatform().start(() -> send(house.queue, number));
            }
        }

        private static void send(MailQueue queue, int thread) {
            try {
                for (long i = System.nanoTime(); ; i++) {
                    String name = thread + "-" + i;
                    send(queue, name + "@one.test", name + "@d" + i % 50 + ".test");
                    Seed.print(ACKNOWLEDGED + name);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void send(MailQueue queue, String... recipients) throws IOException {
            Shipment shipment = new Shipment(
                    new Envelope("a@our.test", "kill", Instant.now()),
                    Map.of(),
                    List.of(new Destination(recipients[0], Map.of()), new Destination(recipients[1], Map.of())),
                    new TenantId(1),
                    new AccountId(5),
                    "");
            byte[] bytes = "Subject: kill\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII);
            try (Leaving leaving = queue.begin(shipment, bytes.length)) {
                leaving.write(bytes, 0, bytes.length);
                leaving.send();
            }
        }
    }

    @Test
    void everythingAcknowledgedLeavesOnceAndTwiceOnlyWhatWasUnderWay(@TempDir Path folder) throws Exception {
        Random random = Seed.random("everythingAcknowledgedLeavesOnceAndTwiceOnlyWhatWasUnderWay");
        Path file = folder.resolve("sink");
        Path data = folder.resolve("data");
        Set<String> acknowledged = new TreeSet<>();
        for (int kill = 0; kill < KILLS || acknowledged.isEmpty(); kill++) {
            KilledChild.run(Victim.class, List.of(data.toString(), file.toString()), random, 2_000, line -> {
                boolean mine = line.startsWith(ACKNOWLEDGED);
                if (mine) {
                    acknowledged.add(line.substring(ACKNOWLEDGED.length()));
                }
                return mine;
            });
        }
        try (House house = new House(data, new Sink(file))) {
            Rig.await(() -> isEmpty(house));
        }
        Map<String, Integer> times = new HashMap<>();
        Files.readAllLines(file).forEach(address -> times.merge(address, 1, Integer::sum));
        Map<String, Set<String>> arrived = new HashMap<>();
        times.keySet()
                .forEach(address -> arrived.computeIfAbsent(
                                address.substring(0, address.indexOf('@')), name -> new HashSet<>())
                        .add(address));
        long lost = acknowledged.stream()
                .filter(name -> arrived.getOrDefault(name, Set.of()).size() != 2)
                .count();
        long twice = times.values().stream().filter(count -> count > 1).count();
        Seed.print(acknowledged.size() + " acknowledged, " + times.size() + " deliveries, " + twice + " twice, " + KILLS
                + " kills");
        assertThat(lost).isZero();
        assertThat(times.values()).allMatch(count -> count <= 1 + KILLS);
        assertThat(twice).isLessThanOrEqualTo((long) IN_FLIGHT * KILLS);
    }

    private static boolean isEmpty(House house) {
        try {
            boolean[] some = {false};
            house.store.room("queue").scan(new byte[] {'m'}, new byte[] {'n'}, (key, value) -> {
                some[0] = true;
                return false;
            });
            return !some[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
