package imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What was measured of one case on one server, in rounds. */
final class Measured {
    private final List<Double> cpu = new ArrayList<>();
    private double[] latencies = {};
    private final List<Double> perSecond = new ArrayList<>();

    /**
     * One more round.
     *
     * @param millis how long each operation took
     * @param cpuMillis of all the server's processes, in the whole round
     * @param seconds that the round took
     */
    void round(double[] millis, double cpuMillis, double seconds) {
        int had = latencies.length;
        latencies = Arrays.copyOf(latencies, had + millis.length);
        System.arraycopy(millis, 0, latencies, had, millis.length);
        Arrays.sort(latencies);
        cpu.add(cpuMillis / millis.length);
        perSecond.add(millis.length / seconds);
    }

    boolean isEmpty() {
        return cpu.isEmpty();
    }

    /** So many of a hundred took less, in milliseconds. */
    double percentile(int percent) {
        return latencies[Math.min(latencies.length - 1, latencies.length * percent / 100)];
    }

    /** Milliseconds for one operation: the median of the rounds. */
    double cpuMillis() {
        return median(cpu);
    }

    double perSecond() {
        return median(perSecond);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
