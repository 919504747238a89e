package org.mailbay.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/** The last lines of the log, and waiting for the next one. */
final class Lines implements AutoCloseable {
    private final LogReaderService reader;
    private final LogListener listener = this::came;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private boolean isClosed;

    Lines(LogReaderService reader) {
        this.reader = reader;
        reader.addLogListener(listener);
    }

    /**
     * What somebody wants to see.
     *
     * @param after only lines with a greater number
     * @param level only of this level and worse
     * @param logger only of this logger and those below it; empty for all
     * @param contains only with this text; empty for all
     * @param limit the newest so many
     */
    record Wanted(long after, LogLevel level, String logger, String contains, int limit) {
        boolean is(LogEntry line) {
            return line.getLogLevel().compareTo(level) <= 0
                    && isBelow(line.getLoggerName())
                    && (contains.isEmpty() || lower(line.getMessage()).contains(lower(contains)));
        }

        private boolean isBelow(String name) {
            return name.startsWith(logger)
                    && (logger.isEmpty() || name.length() == logger.length() || name.charAt(logger.length()) == '.');
        }

        private static String lower(String text) {
            return text.toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Lines, oldest first.
     *
     * @param next the number of the last line that was looked at
     */
    record Found(List<Map<String, Object>> lines, long next) {}

    /** What there is; when that is nothing, what comes within some seconds. */
    Found find(Wanted wanted, long waitSeconds) throws InterruptedException {
        long nanos = TimeUnit.SECONDS.toNanos(waitSeconds);
        lock.lockInterruptibly();
        try {
            Found found = look(wanted);
            while (found.lines().isEmpty() && nanos > 0 && !isClosed) {
                nanos = more.awaitNanos(nanos);
                found = look(wanted);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private Found look(Wanted wanted) {
        List<LogEntry> lines = new ArrayList<>();
        long last = wanted.after();
        Enumeration<LogEntry> newestFirst = reader.getLog();
        boolean isNewest = true;
        while (newestFirst.hasMoreElements() && lines.size() < wanted.limit()) {
            LogEntry line = newestFirst.nextElement();
            if (isNewest && line.getSequence() < wanted.after()) {
                return look(new Wanted(0, wanted.level(), wanted.logger(), wanted.contains(), wanted.limit()));
            }
            isNewest = false;
            last = Math.max(last, line.getSequence());
            if (line.getSequence() <= wanted.after()) {
                break;
            }
            if (wanted.is(line)) {
                lines.add(line);
            }
        }
        return new Found(lines.reversed().stream().map(Lines::show).toList(), last);
    }

    private static Map<String, Object> show(LogEntry line) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", line.getSequence());
        shown.put("time", Instant.ofEpochMilli(line.getTime()).toString());
        shown.put("level", Levels.word(line.getLogLevel()));
        shown.put("logger", line.getLoggerName());
        shown.put("message", line.getMessage());
        if (line.getException() != null) {
            StringWriter trace = new StringWriter();
            line.getException().printStackTrace(new PrintWriter(trace));
            shown.put("exception", trace.toString());
        }
        return shown;
    }

    private void came(LogEntry line) {
        lock.lock();
        try {
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets everybody go who waits. */
    @Override
    public void close() {
        reader.removeLogListener(listener);
        lock.lock();
        try {
            isClosed = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
