package store;

import java.time.Duration;
import java.util.Arrays;

/** Times what is short by doing it often: the median of rounds, each as long as it takes to be measured well. */
final class Timing {
    private static final int ROUNDS = 9;
    private static final long ROUND = Duration.ofMillis(150).toNanos();
    private static final long WARM = Duration.ofMillis(700).toNanos();

    /** What is looked at so that nothing is optimised away. */
    static volatile long sink;

    private Timing() {}

    /** Something to be timed. */
    interface Work {
        long run() throws Exception;
    }

    /** Nanoseconds of one run. */
    static double nanos(Work work) throws Exception {
        long runs = 0;
        long begun = System.nanoTime();
        do {
            sink += work.run();
            runs++;
        } while (System.nanoTime() - begun < WARM);
        long each = Math.max(1, (System.nanoTime() - begun) / runs);
        long times = Math.max(1, ROUND / each);
        double[] rounds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (long i = 0; i < times; i++) {
                sink += work.run();
            }
            rounds[round] = (double) (System.nanoTime() - start) / times;
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    /** Bytes of the heap that are in use, after collections. */
    static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(30);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
