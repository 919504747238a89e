package org.mailbay.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * The last lines of the log, in memory: OSGi's log reader service (OSGi Compendium §101.5), so that a bundle can show them as they come.
 *
 * <p>It outlives every bundle, because it is on the launcher's class path: what led to the exchange of a bundle can be read after it.
 */
final class RecentLog extends UnsynchronizedAppenderBase<ILoggingEvent> implements LogReaderService {
    /** The one of this process. */
    static final RecentLog INSTANCE = new RecentLog();

    private static final int MOST_ENTRIES = 2_000;

    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private final List<LogListener> listeners = new CopyOnWriteArrayList<>();
    private long sequence;

    RecentLog() {
        setName("recent");
    }

    @Override
    protected void append(ILoggingEvent event) {
        LogEntry entry;
        synchronized (entries) {
            entry = new LogLine(event, ++sequence);
            entries.addLast(entry);
            if (entries.size() > MOST_ENTRIES) {
                entries.removeFirst();
            }
        }
        for (LogListener listener : listeners) {
            tell(listener, entry);
        }
    }

    /** A listener must not keep a line from its file; nor can it be logged that it failed, here. */
    private void tell(LogListener listener, LogEntry entry) {
        try {
            listener.logged(entry);
        } catch (RuntimeException | LinkageError e) {
            listeners.remove(listener);
            addError("a listener of the log failed and is asked no more", e);
        }
    }

    @Override
    public void addLogListener(LogListener listener) {
        listeners.remove(listener);
        listeners.add(listener);
    }

    @Override
    public void removeLogListener(LogListener listener) {
        listeners.remove(listener);
    }

    /** The newest first, as the standard says. */
    @Override
    public Enumeration<LogEntry> getLog() {
        synchronized (entries) {
            return Collections.enumeration(new ArrayList<>(entries).reversed());
        }
    }
}
