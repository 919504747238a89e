package queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Takes, keeps, starts with and drains many messages; and how long a letter takes while a mailing waits. */
public final class QueueBench {
    private static final int SIZE = 1_000;
    private static final int DESTINATIONS = 1_000;
    private static final int ACCOUNTS = 100;
    private static final int MAILING = 100_000;
    private static final int LETTERS = 300;

    private QueueBench() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        if (arguments.length < 3) {
            rates(data.resolve("rates"));
            letters(data.resolve("letters"), Math.min(MAILING, most));
        }
        many(data.resolve("many"), most);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** Taking, and taking and delivering at once, by some threads. */
    private static void rates(Path data) throws Exception {
        try (House house = House.open(data)) {
            house.transport.isDead = false;
            take(house, 20_000, 10);
            house.await(0);
            for (int threads : new int[] {1, 10, 50}) {
                int count = threads == 1 ? 5_000 : 20_000;
                house.transport.isDead = false;
                long carried = house.transport.carried.get();
                long start = System.nanoTime();
                take(house, count, threads);
                double taken = seconds(start);
                house.await(0);
                double over = seconds(start);
                say(
                        "%d threads: taken %.0f/s while %.0f/s were delivered; all delivered %.0f/s",
                        threads,
                        count / taken,
                        (house.transport.carried.get() - carried) / over,
                        count / over);
            }
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void take(House house, int count, int threads) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        AtomicLong failures = new AtomicLong();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.ofPlatform().start(() -> {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                    try {
                        house.send(1 + n % ACCOUNTS, "r" + n + "@d" + n % DESTINATIONS + ".test", SIZE);
                    } catch (IOException e) {
                        failures.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        if (failures.get() > 0) {
            throw new IOException(failures + " messages were not taken");
        }
    }

    /** One letter after the other from somebody else, while a mailing waits for servers that take 20 ms for each. */
    private static void letters(Path data, int mailing) throws Exception {
        try (House house = House.open(data)) {
            house.transport.isDead = true;
            AtomicInteger next = new AtomicInteger();
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(Thread.ofPlatform().start(() -> {
                    for (int n = next.getAndIncrement(); n < mailing; n = next.getAndIncrement()) {
                        house.sendUnchecked(7, "r" + n + "@d" + n % 50 + ".test", SIZE);
                    }
                }));
            }
            for (Thread thread : all) {
                thread.join();
            }
            house.transport.isDead = false;
            house.transport.millis = 20;
            house.retry(50);
            List<Double> same = Collections.synchronizedList(new ArrayList<>());
            List<Double> other = Collections.synchronizedList(new ArrayList<>());
            ConcurrentHashMap<String, Long> sent = new ConcurrentHashMap<>();
            house.transport.watch = address -> {
                Long time = sent.remove(address);
                if (time != null) {
                    (address.contains("@d") ? same : other).add((System.nanoTime() - time) / 1e6);
                }
            };
            long before = house.transport.carried.get();
            long start = System.nanoTime();
            for (int i = 0; i < LETTERS; i++) {
                String address = "letter" + i + (i % 2 == 0 ? "@d" + i % 50 + ".test" : "@other" + i + ".test");
                sent.put(address, System.nanoTime());
                house.send(9, address, SIZE);
                Thread.sleep(30);
            }
            while (!sent.isEmpty()) {
                Thread.sleep(10);
            }
            say(
                    "a letter while a mailing of %d waits (%.0f/s leave): to a destination of the mailing p50 %.0f ms, p99 %.0f ms;"
                            + " to another p50 %.0f ms, p99 %.0f ms",
                    mailing,
                    (house.transport.carried.get() - before) / seconds(start),
                    at(same, 0.5),
                    at(same, 0.99),
                    at(other, 0.5),
                    at(other, 0.99));
        }
    }

    private static double at(List<Double> times, double part) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * part));
    }

    private static void many(Path data, int most) throws Exception {
        try (House house = House.open(data)) {
            house.transport.isDead = true;
            say("0 messages: heap %d MB", heap());
            int step = Math.max(1, most / 4);
            for (int count = step; count <= most; count += step) {
                long start = System.nanoTime();
                take(house, step, 20);
                say("%d messages: taken %.0f/s, heap %d MB", count, step / seconds(start), heap());
            }
        }
        long start = System.nanoTime();
        try (House house = House.open(data)) {
            double opened = seconds(start);
            house.transport.isDead = false;
            house.retry(10);
            while (house.transport.carried.get() == 0) {
                Thread.sleep(1);
            }
            double first = seconds(start);
            say("start with %d messages: open after %.1f s, the first delivered after %.1f s", most, opened, first);
            house.retry(DESTINATIONS);
            for (long carried = 0, left = most; left > most / 2; ) {
                Thread.sleep(30_000);
                long now = house.transport.carried.get();
                say("delivering %.0f/s, heap %d MB", (now - carried) / 30.0, heap());
                carried = now;
                left = most - now;
            }
            house.await(0);
            say(
                    "all %d delivered after %.0f s (%.0f/s), heap %d MB",
                    most,
                    seconds(start),
                    most / seconds(start),
                    heap());
        }
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
