package load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time of a process with all its descendants, those included that have ended: /proc/PID/stat, user and system. */
public record Cpu(long pid) {
    private static final double TICKS_PER_MILLI = 0.1;

    /** Milliseconds so far. */
    public double millis() throws IOException {
        long sum = ticks(pid);
        // At once: to ask each for its children would read all processes as often as there are.
        for (ProcessHandle one :
                ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList()) {
            sum += ticks(one.pid());
        }
        return sum / TICKS_PER_MILLI;
    }

    private static long ticks(long pid) throws IOException {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        } catch (IOException ended) {
            return 0;
        }
        // Behind the name, which may hold anything: field 3 comes first; 14 to 17 are the times.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long sum = 0;
        for (int field = 14; field <= 17; field++) {
            sum += Long.parseLong(fields[field - 3]);
        }
        return sum;
    }
}
