package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
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

    private static String event(String pattern, Object... arguments) {
        var loggers = new LoggerContext();
        loggers.setMDCAdapter(new BasicMDCAdapter());
        var event = new LoggingEvent("x", loggers.getLogger("l"), Level.WARN, pattern, null, arguments);
        event.setMDCPropertyMap(Map.of());
        var layout = new LogfmtLayout();
        layout.start();
        var line = layout.doLayout(event);
        assertThat(line).hasLineCount(1).contains(" logger=l ");
        return line.substring(line.indexOf("event="), line.length() - 1);
    }

    @Test
    void aPeerCannotForgeAField() {
        String forged = "x\" outcome=ok user=\"root";
        assertThat(event("event=auth reason=\"{}\" failures={}", forged, 3))
                .isEqualTo("event=auth reason=\"x\\\" outcome=ok user=\\\"root\" failures=3");
        assertThat(event("event=mail sender=<{}> peer={}", "a outcome=ok", "192.0.2.1"))
                .isEqualTo("event=mail sender=\"<a outcome=ok>\" peer=192.0.2.1");
        assertThat(event("event=mail helo={}", forged)).isEqualTo("event=mail helo=\"x\\\" outcome=ok user=\\\"root\"");
        assertThat(event("event=mail at={}/{} to={}", "a b", "c", "d=e")).isEqualTo("event=mail at=\"a b/c\" to=d=e");
        assertThat(event("event=mail reason=\"{} of {}\" x={}", "a\\", "\r\nevent=b", "\u202eb"))
                .isEqualTo("event=mail reason=\"a\\\\ of \\r\\nevent=b\" x=\"\\u202eb\"");
        assertThat(event("event=mail record=\"_x.{}. TXT \\\"v=1; id={}\\\"\"", "a.example", "7 \"8"))
                .isEqualTo("event=mail record=\"_x.a.example. TXT \\\"v=1; id=7 \\\"8\\\"\"");
    }

    @Test
    void anHonestLineIsAsItWas() {
        assertThat(event("event=x a={} b=<{}> c=\"{}\" d={} e={}", 1, "a@b.example", "some text", List.of(1), null))
                .isEqualTo("event=x a=1 b=<a@b.example> c=\"some text\" d=[1] e=null");
        assertThat(event("event=x a={} b={}", new String[] {"q", "r"}, "{}")).isEqualTo("event=x a=\"[q, r]\" b={}");
        assertThat(event("event=x a={} b={}", "only one")).isEqualTo("event=x a=\"only one\" b={}");
    }

    @Test
    void anExceptionCannotForgeALine() {
        var inner = new IllegalStateException("said\n2026-11-23 level=info event=auth outcome=ok");
        var outer = new RuntimeException("out\r\nside", inner);
        outer.addSuppressed(new RuntimeException("a\nb"));
        assertThat(line("event=x", Map.of(), outer))
                .contains("said\\n2026")
                .contains("out\\r\\nside")
                .contains("a\\nb")
                .contains("Caused by: java.lang.IllegalStateException")
                .doesNotContain("\n2026-11-23 level=info");
    }

    @Test
    void stackTrace() {
        assertThat(line("event=x", Map.of(), new IllegalStateException("why")))
                .contains("event=x\njava.lang.IllegalStateException: why\n");
    }
}
