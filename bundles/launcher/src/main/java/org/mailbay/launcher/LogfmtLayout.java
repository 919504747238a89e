package org.mailbay.launcher;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One event, one line: {@code time level logger trace message}; only a stack trace takes more. */
public final class LogfmtLayout extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    private final StackTraces stackTraces = new StackTraces();

    @Override
    public void start() {
        stackTraces.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(160);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(" level=").append(event.getLevel().toString().toLowerCase(Locale.ROOT));
        line.append(" logger=").append(event.getLoggerName());
        var trace = event.getMDCPropertyMap().get("trace");
        if (trace != null) {
            line.append(" trace=").append(Logfmt.printable(trace));
        }
        line.append(' ');
        line.append(Logfmt.text(event));
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(stackTraces.text(event.getThrowableProxy()));
        }
        return line.toString();
    }

    /** Stack traces, whose messages may have been made of what a peer sent. */
    private static final class StackTraces extends ThrowableProxyConverter {
        String text(IThrowableProxy thrown) {
            return throwableProxyToString(new Said(thrown));
        }
    }

    /** An exception whose message is one line. */
    private record Said(IThrowableProxy thrown) implements IThrowableProxy {
        private static @Nullable IThrowableProxy of(@Nullable IThrowableProxy thrown) {
            return thrown == null ? null : new Said(thrown);
        }

        @Override
        public @Nullable String getMessage() {
            return thrown.getMessage() == null ? null : Logfmt.printable(thrown.getMessage());
        }

        @Override
        public @Nullable String getOverridingMessage() {
            return thrown.getOverridingMessage() == null ? null : Logfmt.printable(thrown.getOverridingMessage());
        }

        @Override
        public String getClassName() {
            return thrown.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return thrown.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return thrown.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            return of(thrown.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            IThrowableProxy[] suppressed = thrown.getSuppressed();
            return suppressed == null
                    ? new IThrowableProxy[0]
                    : Arrays.stream(suppressed).map(Said::new).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return thrown.isCyclic();
        }
    }
}
