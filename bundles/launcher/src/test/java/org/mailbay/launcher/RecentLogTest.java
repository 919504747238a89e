package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.slf4j.helpers.BasicMDCAdapter;

class RecentLogTest {
    private final LoggerContext loggers = new LoggerContext();
    private final RecentLog log = new RecentLog();

    @BeforeEach
    void start() {
        loggers.setMDCAdapter(new BasicMDCAdapter());
        log.setContext(loggers);
        log.start();
        loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(log);
    }

    @Test
    void theNewestFirstAndNoMoreThanTwoThousand() {
        for (int i = 0; i < 2_100; i++) {
            loggers.getLogger("org.mailbay.x").info("event=line number={}", i);
        }
        List<LogEntry> lines = Collections.list(log.getLog());
        assertThat(lines).hasSize(2_000);
        assertThat(lines.getFirst().getMessage()).isEqualTo("event=line number=2099");
        assertThat(lines.getFirst().getSequence()).isEqualTo(2_100);
        assertThat(lines.getFirst().getLogLevel()).isEqualTo(LogLevel.INFO);
        assertThat(lines.getLast().getSequence()).isEqualTo(101);
    }

    @Test
    void aListenerHearsAndOneThatFailsKeepsNobodyFromLogging() {
        List<String> heard = new ArrayList<>();
        log.addLogListener(entry -> {
            throw new IllegalStateException();
        });
        log.addLogListener(entry -> heard.add(entry.getMessage()));
        loggers.getLogger("x").warn("event=a");
        loggers.getLogger("x").warn("event=b");
        assertThat(heard).containsExactly("event=a", "event=b");
    }

    @Test
    void anExceptionIsKeptWithoutItsClass() {
        loggers.getLogger("x")
                .atError()
                .setCause(new OwnException("line\nforged"))
                .log("event=x");
        Throwable kept = log.getLog().nextElement().getException();
        assertThat(kept).isNotInstanceOf(OwnException.class);
        assertThat(kept.toString()).contains("OwnException").contains("line\\nforged");
        assertThat(kept.getStackTrace()[0].getClassName()).isEqualTo(RecentLogTest.class.getName());
    }

    private static final class OwnException extends Exception {
        private static final long serialVersionUID = 1L;

        OwnException(String message) {
            super(message);
        }
    }

    @Test
    void levelsChangeWhileTheServerRuns() {
        LogLevels levels = new LogLevels(loggers);
        loggers.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        Map<String, LogLevel> before = levels.getLogLevels();
        assertThat(before).containsEntry("org.eclipse.jetty", LogLevel.WARN).containsKey("ROOT");
        levels.setLogLevels(Map.of("a.b", LogLevel.TRACE, "quiet", LogLevel.AUDIT));
        assertThat(levels.getEffectiveLogLevel("a.b.c")).isEqualTo(LogLevel.TRACE);
        assertThat(loggers.getLogger("quiet").isErrorEnabled()).isFalse();
        assertThat(loggers.getLogger("org.eclipse.jetty").getLevel()).isNull();
        levels.setLogLevels(before);
        assertThat(levels.getLogLevels()).isEqualTo(before);
    }
}
