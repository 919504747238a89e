package org.mailbay.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.testkit.Figures;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.admin.LoggerContext;

final class LogsResourceTest {
    private final Log log = new Log();
    private final Loggers loggers = new Loggers();
    private Levels levels = new Levels(name -> loggers, config());
    private final LogsResource resource = new LogsResource(log, levels);

    private static Levels.Config config(String... lines) {
        return new Levels.Config() {
            @Override
            public Class<Levels.Config> annotationType() {
                return Levels.Config.class;
            }

            @Override
            public String[] levels() {
                return lines;
            }
        };
    }

    private List<String> messages(Map<String, String> query) throws Exception {
        List<String> messages = new ArrayList<>();
        for (Object item :
                (List<?>) Call.of("GET", "").query(query).to(resource).get("items")) {
            messages.add((String) ((Map<?, ?>) item).get("message"));
        }
        return messages;
    }

    @Test
    void linesAreCountedByLevel() {
        LogFigures figures = new LogFigures(log);
        log.say(LogLevel.WARN, "org.mailbay.smtp", "event=one");
        log.say(LogLevel.ERROR, "org.mailbay.smtp", "event=two");
        log.say(LogLevel.ERROR, "org.mailbay.imap", "event=three");
        assertThat(Figures.of(figures))
                .containsEntry("mailbay_log_lines_total{level=\"error\"}", 2.0)
                .containsEntry("mailbay_log_lines_total{level=\"warn\"}", 1.0)
                .containsEntry("mailbay_log_lines_total{level=\"info\"}", 0.0);
        figures.close();
        log.say(LogLevel.ERROR, "org.mailbay.imap", "event=four");
        assertThat(Figures.of(figures)).containsEntry("mailbay_log_lines_total{level=\"error\"}", 2.0);
    }

    @Test
    void theNewestLinesOldestFirst() throws Exception {
        log.say(LogLevel.INFO, "org.mailbay.smtp", "event=one");
        log.say(LogLevel.ERROR, "org.mailbay.imap.Session", "event=two");
        log.say(LogLevel.DEBUG, "org.mailbay.smtpx", "event=three");
        assertThat(messages(Map.of())).containsExactly("event=one", "event=two", "event=three");
        assertThat(messages(Map.of("limit", "2"))).containsExactly("event=two", "event=three");
        assertThat(messages(Map.of("after", "2"))).containsExactly("event=three");
        assertThat(messages(Map.of("level", "warn"))).containsExactly("event=two");
        assertThat(messages(Map.of("logger", "org.mailbay.smtp"))).containsExactly("event=one");
        assertThat(messages(Map.of("contains", "T=TW"))).containsExactly("event=two");
        assertThat(Call.of("GET", "").to(resource)).containsEntry("next", 3L);
    }

    @Test
    void afterARestartOfTheServerTheNumbersOfOldAskForEverything() throws Exception {
        log.say(LogLevel.INFO, "l", "event=one");
        assertThat(messages(Map.of("after", "500"))).containsExactly("event=one");
    }

    @Test
    void anErrorHasItsStackTrace() throws Exception {
        log.say(LogLevel.ERROR, "l", "event=x", new IllegalStateException("why"));
        Map<?, ?> line = (Map<?, ?>) ((List<?>) Call.of("GET", "").to(resource).get("items")).getFirst();
        assertThat((String) line.get("exception")).contains("why").contains("LogsResourceTest");
    }

    @Test
    void whoWaitsIsToldAtOnce() throws Exception {
        CompletableFuture<List<String>> waits = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                waits.complete(messages(Map.of("wait", "30", "level", "warn")));
            } catch (Exception e) {
                waits.completeExceptionally(e);
            }
        });
        log.say(LogLevel.INFO, "l", "event=not-this");
        log.say(LogLevel.WARN, "l", "event=this");
        assertThat(waits.get(20, TimeUnit.SECONDS)).containsExactly("event=this");
    }

    @Test
    void whoWaitsIsLetGoWhenTheBundleGoes() throws Exception {
        CompletableFuture<List<String>> waits = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                waits.complete(messages(Map.of("wait", "30")));
            } catch (Exception e) {
                waits.completeExceptionally(e);
            }
        });
        resource.close();
        assertThat(waits.get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(log.listeners).isEmpty();
    }

    @Test
    void aLevelIsSetAndTakenBack() throws Exception {
        Map<String, Object> set = Call.of("PUT", "levels/org.mailbay.smtp")
                .body(Map.of("level", "debug"))
                .to(resource);
        assertThat(set).containsEntry("level", "debug").containsEntry("asked", true);
        assertThat(loggers.levels)
                .containsEntry("org.mailbay.smtp", LogLevel.DEBUG)
                .containsEntry("ROOT", LogLevel.INFO);
        Call.of("DELETE", "levels/org.mailbay.smtp").to(resource);
        assertThat(loggers.levels).containsOnlyKeys("ROOT");
        assertThatThrownBy(() -> Call.of("DELETE", "levels/org.mailbay.smtp").to(resource))
                .isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> Call.of("PUT", List.of("levels", "a b"))
                        .body(Map.of("level", "debug"))
                        .to(resource))
                .isInstanceOf(AdminProblem.class);
    }

    @Test
    void whatIsConfiguredHoldsAndGoesWithTheBundle() {
        levels.modified(config("org.mailbay.queue = warn"));
        assertThat(loggers.levels).containsEntry("org.mailbay.queue", LogLevel.WARN);
        levels.modified(config());
        assertThat(loggers.levels).containsOnlyKeys("ROOT");
        levels.set("x", LogLevel.TRACE);
        levels.close();
        assertThat(loggers.levels).containsOnlyKeys("ROOT");
        assertThatThrownBy(() -> new Levels(name -> loggers, config("x"))).hasMessageContaining("LOGGER=LEVEL");
        assertThatThrownBy(() -> new Levels(name -> loggers, config("x=loud"))).hasMessageContaining("\"loud\"");
    }

    /** A log in memory. */
    private static final class Log implements LogReaderService {
        private final List<LogEntry> lines = Collections.synchronizedList(new ArrayList<>());
        private final List<LogListener> listeners = new CopyOnWriteArrayList<>();

        void say(LogLevel level, String logger, String message) {
            say(level, logger, message, null);
        }

        void say(LogLevel level, String logger, String message, Throwable exception) {
            LogEntry line = new Line(lines.size() + 1, level, logger, message, exception);
            lines.add(line);
            listeners.forEach(listener -> listener.logged(line));
        }

        @Override
        public void addLogListener(LogListener listener) {
            listeners.add(listener);
        }

        @Override
        public void removeLogListener(LogListener listener) {
            listeners.remove(listener);
        }

        @Override
        public Enumeration<LogEntry> getLog() {
            return Collections.enumeration(new ArrayList<>(lines).reversed());
        }
    }

    private record Line(
            long getSequence, LogLevel getLogLevel, String getLoggerName, String getMessage, Throwable getException)
            implements LogEntry {
        @Override
        public Bundle getBundle() {
            return null;
        }

        @Override
        public ServiceReference<?> getServiceReference() {
            return null;
        }

        @Override
        @Deprecated
        public int getLevel() {
            return 3;
        }

        @Override
        public long getTime() {
            return 1_700_000_000_000L;
        }

        @Override
        public String getThreadInfo() {
            return "main";
        }

        @Override
        public StackTraceElement getLocation() {
            return null;
        }
    }

    private static final class Loggers implements LoggerContext {
        private Map<String, LogLevel> levels = new HashMap<>(Map.of("ROOT", LogLevel.INFO));

        @Override
        public String getName() {
            return null;
        }

        @Override
        public LogLevel getEffectiveLogLevel(String name) {
            return levels.getOrDefault(name, LogLevel.INFO);
        }

        @Override
        public Map<String, LogLevel> getLogLevels() {
            return levels;
        }

        @Override
        public void setLogLevels(Map<String, LogLevel> given) {
            levels = new HashMap<>(given);
        }

        @Override
        public void clear() {
            levels.clear();
        }

        @Override
        public boolean isEmpty() {
            return levels.isEmpty();
        }
    }
}
