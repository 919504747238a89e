package jmap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;

/** What was measured of one case: rounds of a closed loop, in which each connection asks again when it was answered. */
final class Measured {
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> cpuMillis = new ArrayList<>();
    private double[] latencies = {};

    /**
     * One more round.
     *
     * @param seconds after which no connection asks again
     */
    void round(Box box, Case kind, Letters letters, int connections, double seconds)
            throws IOException, InterruptedException {
        double[][] millis = new double[connections][];
        Http[] clients = new Http[connections];
        for (int i = 0; i < connections; i++) {
            clients[i] = box.connect();
            ask(clients[i], box, kind, kind.calls(box, letters, new Random(-1 - i)));
        }
        double cpu = box.peer().cpu().millis();
        long begun = System.nanoTime();
        long until = begun + (long) (seconds * 1e9);
        Together.run(connections, (worker, next) -> {
            Random random = new Random(100 * perSecond.size() + worker);
            double[] mine = new double[16];
            int count = 0;
            for (long now = System.nanoTime(); now < until; ) {
                String calls = kind.calls(box, letters, random);
                long asked = System.nanoTime();
                ask(clients[worker], box, kind, calls);
                now = System.nanoTime();
                if (count == mine.length) {
                    mine = Arrays.copyOf(mine, count * 2);
                }
                mine[count++] = (now - asked) / 1e6;
            }
            millis[worker] = Arrays.copyOf(mine, count);
        });
        double took = (System.nanoTime() - begun) / 1e9;
        double spent = box.peer().cpu().millis() - cpu;
        double[] all = Arrays.stream(millis).flatMapToDouble(Arrays::stream).toArray();
        perSecond.add(all.length / took);
        cpuMillis.add(spent / all.length);
        latencies = DoubleStream.concat(Arrays.stream(latencies), Arrays.stream(all))
                .sorted()
                .toArray();
        for (Http client : clients) {
            client.close();
        }
    }

    private static void ask(Http http, Box box, Case kind, String calls) throws IOException {
        int status = box.post(http, box.request(calls));
        if (status != 200 || !kind.isRight(http)) {
            String answer = http.text();
            throw new IOException(box.peer().name() + ", " + kind.title() + ": " + status + " "
                    + answer.substring(0, Math.min(1_000, answer.length())));
        }
    }

    /** The median of the rounds. */
    double perSecond() {
        return median(perSecond);
    }

    /** The median of the rounds: CPU of all the server's processes, for one request. */
    double cpuMillis() {
        return median(cpuMillis);
    }

    /** Of all rounds together: so many of a hundred were answered sooner, in milliseconds. */
    double percentile(int percent) {
        return latencies[Math.min(latencies.length - 1, latencies.length * percent / 100)];
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
