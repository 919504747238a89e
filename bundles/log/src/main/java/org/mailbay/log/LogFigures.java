package org.mailbay.log;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/** Counts the lines of the log by level: errors that nobody reads are still seen to rise. */
@Component(service = MetricSource.class, immediate = true)
public final class LogFigures implements MetricSource {
    private final LogReaderService reader;
    private final LogListener listener = this::count;
    private final Map<LogLevel, LongAdder> lines = new EnumMap<>(LogLevel.class);

    @Activate
    public LogFigures(@Reference LogReaderService reader) {
        this.reader = reader;
        for (LogLevel level : LogLevel.values()) {
            lines.put(level, new LongAdder());
        }
        reader.addLogListener(listener);
    }

    @Deactivate
    void close() {
        reader.removeLogListener(listener);
    }

    private void count(LogEntry line) {
        LongAdder count = lines.get(line.getLogLevel());
        if (count != null) {
            count.increment();
        }
    }

    @Override
    public void measure(Metrics out) {
        lines.forEach((level, count) -> {
            if (level != LogLevel.AUDIT) {
                out.counter(
                        "mailbay_log_lines_total",
                        "Lines of the log since this bundle started.",
                        count.sum(),
                        "level",
                        Levels.word(level));
            }
        });
    }
}
