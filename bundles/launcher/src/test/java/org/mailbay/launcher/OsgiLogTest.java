package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogService;
import org.slf4j.LoggerFactory;

class OsgiLogTest {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final LogService service = (LogService) Proxy.newProxyInstance(
            LogService.class.getClassLoader(),
            new Class<?>[] {LogService.class},
            (self, method, given) -> OsgiLog.service("a.bundle", self, method, given));

    @BeforeEach
    void listen() {
        lines.start();
        root.addAppender(lines);
    }

    @AfterEach
    void leave() {
        root.detachAppender(lines);
    }

    private String only() {
        assertThat(lines.list).hasSize(1);
        var event = lines.list.getFirst();
        return event.getLoggerName() + " " + event.getLevel() + " " + event.getFormattedMessage();
    }

    @Test
    void namedLogger() {
        service.getLogger("some.name").warn("a {} b {}", 1, 2);
        assertThat(only()).isEqualTo("some.name WARN a 1 b 2");
    }

    @Test
    void manyArgumentsAndAnException() {
        var thrown = new IllegalStateException("x");
        service.getLogger(String.class).error("a {} {} {}", 1, 2, 3, thrown);
        assertThat(only()).isEqualTo("java.lang.String ERROR a 1 2 3");
        assertThat(lines.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("x");
    }

    @Test
    void rootLoggerSaysWhoseItIs() {
        service.getLogger(org.osgi.service.log.Logger.ROOT_LOGGER_NAME).info("x");
        assertThat(only()).isEqualTo("a.bundle INFO x");
    }

    @Test
    void formatter() {
        service.getLogger("f", FormatterLogger.class).info("%s-%03d", "a", 7);
        assertThat(only()).isEqualTo("f INFO a-007");
    }

    @Test
    void firstRelease() throws ReflectiveOperationException {
        // Deprecated, and still what old bundles call; so not by name here.
        LogService.class
                .getMethod("log", int.class, String.class, Throwable.class)
                .invoke(service, 2, "old", new IllegalStateException("x"));
        assertThat(only()).isEqualTo("a.bundle WARN old");
    }

    @Test
    void levels() {
        var logger = service.getLogger("x");
        assertThat(logger.isInfoEnabled()).isTrue();
        assertThat(logger.isTraceEnabled()).isFalse();
        assertThat(logger.getName()).isEqualTo("x");
        assertThat(logger).isEqualTo(logger).hasToString("log to SLF4J");
    }
}
