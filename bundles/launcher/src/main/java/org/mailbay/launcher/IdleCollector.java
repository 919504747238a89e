package org.mailbay.launcher;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives memory back to the system when the server has nothing to do.
 *
 * <p>The serial collector shrinks the heap only in a full collection, and runs one only when the heap is full: without this, a server
 * that was busy once keeps what it needed then. A full collection takes a tenth of a second or so, hence only while idle, and only
 * when there is something to gain.
 */
final class IdleCollector {

    private static final Logger LOG = LoggerFactory.getLogger(IdleCollector.class);

    private static final Duration PERIOD = Duration.ofSeconds(20);

    /** Of one processor; above it the server is at work. */
    private static final double IDLE_LOAD = 0.1;

    /** What the heap must have above what was alive after the last collection of ours. */
    private static final long WORTH_IT = 48L << 20;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private long committedAfter;

    private IdleCollector() {}

    /** Watches until the process ends. */
    static void start() {
        Thread.ofPlatform().name("idle-collector").daemon().start(new IdleCollector()::watch);
    }

    private void watch() {
        long cpu = system.getProcessCpuTime();
        long at = System.nanoTime();
        while (true) {
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                return;
            }
            long cpuNow = system.getProcessCpuTime();
            long now = System.nanoTime();
            double load = (double) (cpuNow - cpu) / (now - at);
            cpu = cpuNow;
            at = now;
            if (load < IDLE_LOAD && isWorthIt()) {
                collect();
                cpu = system.getProcessCpuTime();
                at = System.nanoTime();
            }
        }
    }

    private boolean isWorthIt() {
        return memory.getHeapMemoryUsage().getCommitted() - committedAfter > WORTH_IT;
    }

    private void collect() {
        long before = memory.getHeapMemoryUsage().getCommitted();
        long begun = System.nanoTime();
        System.gc();
        committedAfter = memory.getHeapMemoryUsage().getCommitted();
        LOG.info(
                "event=memory-returned millis={} fromMiB={} toMiB={} collections={}",
                (System.nanoTime() - begun) / 1_000_000,
                before >> 20,
                committedAfter >> 20,
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum());
    }
}
