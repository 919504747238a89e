package org.mailbay.metrics.exposition;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;

/** The process and its Java: names as Prometheus' own clients give them, so that ready-made dashboards work. */
final class ProcessFigures implements MetricSource {
    @Override
    public void measure(Metrics out) {
        memory(out);
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            out.counter(
                    "jvm_gc_collections_total", "Garbage collections.", gc.getCollectionCount(), "gc", gc.getName());
            out.counter(
                    "jvm_gc_collection_seconds_total",
                    "Time spent in garbage collections.",
                    gc.getCollectionTime() / 1000.0,
                    "gc",
                    gc.getName());
        }
        out.gauge(
                "jvm_threads_current",
                "Platform threads; virtual ones are not counted.",
                ManagementFactory.getThreadMXBean().getThreadCount());
        out.gauge(
                "jvm_classes_currently_loaded",
                "Classes loaded; rises for good when updates leave class loaders behind.",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        out.gauge(
                "process_start_time_seconds",
                "Start of the process since 1970-01-01 UTC.",
                runtime.getStartTime() / 1000.0);
        out.gauge("process_uptime_seconds", "Time since the start of the process.", runtime.getUptime() / 1000.0);
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        out.gauge("process_cpu_available", "Processors the process may use.", system.getAvailableProcessors());
        if (system instanceof UnixOperatingSystemMXBean unix) {
            out.gauge("process_open_fds", "Open file descriptors.", unix.getOpenFileDescriptorCount());
            out.gauge("process_max_fds", "Most file descriptors there may be.", unix.getMaxFileDescriptorCount());
            out.counter("process_cpu_seconds_total", "Processor time used.", unix.getProcessCpuTime() / 1e9);
        }
    }

    private static void memory(Metrics out) {
        area(out, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        area(out, "nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
    }

    private static void area(Metrics out, String area, MemoryUsage usage) {
        out.gauge("jvm_memory_used_bytes", "Memory in use.", usage.getUsed(), "area", area);
        out.gauge("jvm_memory_committed_bytes", "Memory taken from the system.", usage.getCommitted(), "area", area);
        out.gauge("jvm_memory_max_bytes", "Most memory there may be; -1: no bound.", usage.getMax(), "area", area);
    }
}
