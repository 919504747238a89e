package org.mailbay.launcher;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One event, one JSON object a line, for programs that collect logs: {@code time}, {@code level}, {@code logger}, {@code trace}, then
 * the fields of the event, all of them texts, and {@code exception} with the stack trace.
 */
public final class JsonLayout extends LayoutBase<ILoggingEvent> {
    private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

    @Override
    public void start() {
        stackTraces.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
        fields.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        fields.put("logger", event.getLoggerName());
        String trace = event.getMDCPropertyMap().get("trace");
        if (trace != null) {
            fields.put("trace", trace);
        }
        String text = Logfmt.text(event);
        if (text.startsWith("event=")) {
            LogfmtFields.of(text).forEach((name, value) -> put(fields, name, value));
        } else {
            fields.put("message", text);
        }
        if (event.getThrowableProxy() != null) {
            put(fields, "exception", stackTraces.convert(event));
        }
        StringBuilder line = new StringBuilder(256);
        fields.forEach((name, value) -> {
            line.append(line.isEmpty() ? '{' : ',');
            quote(name, line);
            quote(value, line.append(':'));
        });
        return line.append("}\n").toString();
    }

    /** Nothing is lost where an event has a field of a name that every event has: it gets a line below. */
    private static void put(Map<String, String> fields, String name, String value) {
        String free = name;
        while (fields.containsKey(free) && !fields.get(free).equals(value)) {
            free += "_";
        }
        fields.put(free, value);
    }

    // RFC 8259 §7
    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c) && !isPaired(text, i)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
