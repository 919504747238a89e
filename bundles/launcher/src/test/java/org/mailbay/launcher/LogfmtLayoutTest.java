package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.BasicMDCAdapter;

class LogfmtLayoutTest {

    private static String line(String message, Map<String, String> context, Throwable thrown) {
        var loggers = new LoggerContext();
        loggers.setMDCAdapter(new BasicMDCAdapter());
        var event =
                new LoggingEvent("x", loggers.getLogger("org.mailbay.smtp.Session"), Level.WARN, message, thrown, null);
        event.setMDCPropertyMap(context);
        var layout = new LogfmtLayout();
        layout.start();
        return layout.doLayout(event);
    }

    @Test
    void oneEventOneLine() {
        assertThat(line("event=mail outcome=accepted", Map.of("trace", "01h"), null))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) level=warn "
                        + "logger=org.mailbay.smtp.Session trace=01h event=mail outcome=accepted\n");
    }

    @Test
    void noTraceNoKey() {
        assertThat(line("event=x", Map.of(), null)).doesNotContain("trace=");
    }

    @Test
    void aPeerCannotForgeALine() {
        assertThat(line("helo=a\r\nlevel=error\u001b[2J", Map.of(), null))
                .endsWith("helo=a\\r\\nlevel=error\\u001b[2J\n")
                .hasLineCount(1);
    }

    @Test
    void stackTrace() {
        assertThat(line("event=x", Map.of(), new IllegalStateException("why")))
                .contains("event=x\njava.lang.IllegalStateException: why\n");
    }
}
