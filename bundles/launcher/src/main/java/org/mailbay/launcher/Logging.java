package org.mailbay.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go: standard error and {@code DIR/log/mailbay.log}. Written in Java because reading it from XML costs a start
 * a quarter of a second of processor time; an operator's own {@code DIR/etc/logback.xml} is read when there is one.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    /** System property: the data folder. Set before the first logger is asked for. */
    static final String DATA = "mailbay.data";

    /** System property: {@code json} for one JSON object a line, else logfmt. Set before the first logger is asked for. */
    static final String FORMAT = "mailbay.log";

    private static final long FILE_BYTES = 20L << 20;
    private static final int OLD_FILES = 9;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var folder = System.getProperty(DATA);
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        if (folder == null) {
            root.addAppender(started(context, new ConsoleAppender<>()));
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
        RecentLog.INSTANCE.setContext(context);
        RecentLog.INSTANCE.start();
        root.addAppender(RecentLog.INSTANCE);
        var own = Path.of(folder, "etc", "logback.xml");
        if (Files.exists(own)) {
            read(context, own);
            count(context);
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
        // Jetty tells its life story at this level.
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        context.getLogger("org.apache.felix").setLevel(Level.WARN);
        context.getLogger("org.apache.felix.eventadmin").setLevel(Level.ERROR); // warns at every stop
        root.addAppender(started(context, new ConsoleAppender<>()));
        root.addAppender(file(context, Path.of(folder, "log", "mailbay.log")));
        count(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Which loggers say how much. */
    static LogLevels levels() {
        return new LogLevels((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    private static void count(LoggerContext context) {
        ErrorCount.INSTANCE.setContext(context);
        ErrorCount.INSTANCE.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(ErrorCount.INSTANCE);
    }

    private static void read(LoggerContext context, Path own) {
        var joran = new JoranConfigurator();
        joran.setContext(context);
        try {
            joran.doConfigure(own.toFile());
        } catch (JoranException e) {
            throw new IllegalArgumentException(own + ": " + e.getMessage(), e);
        }
    }

    private static Appender<ILoggingEvent> started(
            LoggerContext context, OutputStreamAppender<ILoggingEvent> appender) {
        var layout = "json".equals(System.getProperty(FORMAT)) ? new JsonLayout() : new LogfmtLayout();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
            console.setTarget("System.err");
        }
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static Appender<ILoggingEvent> file(LoggerContext context, Path file) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setFile(file.toString());
        var window = new FixedWindowRollingPolicy();
        window.setContext(context);
        window.setParent(appender);
        window.setFileNamePattern(file.resolveSibling("mailbay.%i.log").toString());
        window.setMinIndex(1);
        window.setMaxIndex(OLD_FILES);
        var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(FILE_BYTES));
        appender.setContext(context);
        appender.setRollingPolicy(window);
        appender.setTriggeringPolicy(size);
        window.start();
        size.start();
        return started(context, appender);
    }
}
