package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.BasicMDCAdapter;

class JsonLayoutTest {
    private static String line(Map<String, String> context, Throwable thrown, String pattern, Object... arguments) {
        var loggers = new LoggerContext();
        loggers.setMDCAdapter(new BasicMDCAdapter());
        var event = new LoggingEvent("x", loggers.getLogger("l"), Level.WARN, pattern, thrown, arguments);
        event.setMDCPropertyMap(context);
        event.setTimeStamp(0);
        var layout = new JsonLayout();
        layout.start();
        return layout.doLayout(event);
    }

    @Test
    void theFieldsOfAnEventAreThoseOfTheObject() {
        assertThat(line(Map.of("trace", "01h"), null, "event=mail from={} why=\"{}\"", "a \"b\" \\ c", "so\nso"))
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00Z\",\"level\":\"warn\",\"logger\":\"l\",\"trace\":\"01h\","
                        + "\"event\":\"mail\",\"from\":\"a \\\"b\\\" \\\\ c\",\"why\":\"so\\\\nso\"}\n");
    }

    @Test
    void whatIsNoEventIsAMessage() {
        assertThat(line(Map.of(), null, "Jetty says {}", "=")).contains("\"message\":\"Jetty says =\"");
    }

    @Test
    void aFieldThatIsTakenIsNotLost() {
        assertThat(line(Map.of("trace", "01h"), null, "event=x trace={} level=9 a=1 a=2", "01h"))
                .contains("\"trace\":\"01h\",\"event\":\"x\",\"level_\":\"9\",\"a\":\"1\",\"a_\":\"2\"}");
    }

    @Test
    void aStackTraceIsAFieldOfTheSameLine() {
        String line = line(Map.of(), new IllegalStateException("\u2028\ud800"), "event=x");
        assertThat(line)
                .hasLineCount(1)
                .contains("\"exception\":\"java.lang.IllegalStateException")
                .contains("\\n\\tat ");
    }
}
