package org.mailbay.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;

/** A line of the log as OSGi's log service shows it. Holds texts only: it must not keep a bundle's classes alive. */
final class LogLine implements LogEntry {
    private static final int MOST_CHARACTERS = 4_000;

    private final long sequence;
    private final long time;
    private final LogLevel level;
    private final String logger;
    private final String thread;
    private final String message;
    private final @Nullable Throwable exception;

    LogLine(ILoggingEvent event, long sequence) {
        this.sequence = sequence;
        time = event.getTimeStamp();
        level = LogLevel.valueOf(event.getLevel().toString());
        logger = event.getLoggerName();
        thread = event.getThreadName();
        String trace = event.getMDCPropertyMap().get("trace");
        message = bounded((trace == null ? "" : "trace=" + Logfmt.printable(trace) + " ") + Logfmt.text(event));
        exception = event.getThrowableProxy() instanceof ThrowableProxy thrown ? told(thrown.getThrowable()) : null;
    }

    private static String bounded(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }

    /** What an exception said, without its class: that would be its bundle's. */
    private static Throwable told(Throwable thrown) {
        var told = new Told(bounded(Logfmt.printable(thrown.toString())));
        told.setStackTrace(thrown.getStackTrace());
        return told;
    }

    private static final class Told extends Exception {
        private static final long serialVersionUID = 1L;

        Told(String text) {
            super(text, null, false, true);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    @Override
    public @Nullable Bundle getBundle() {
        return null;
    }

    @Override
    public @Nullable ServiceReference<?> getServiceReference() {
        return null;
    }

    @Override
    @Deprecated
    public int getLevel() {
        return switch (level) {
            case AUDIT, ERROR -> 1;
            case WARN -> 2;
            case INFO -> 3;
            case DEBUG, TRACE -> 4;
        };
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public @Nullable Throwable getException() {
        return exception;
    }

    @Override
    public long getTime() {
        return time;
    }

    @Override
    public LogLevel getLogLevel() {
        return level;
    }

    @Override
    public String getLoggerName() {
        return logger;
    }

    @Override
    public long getSequence() {
        return sequence;
    }

    @Override
    public String getThreadInfo() {
        return thread;
    }

    @Override
    public @Nullable StackTraceElement getLocation() {
        return null;
    }
}
