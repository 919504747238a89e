package org.mailbay.log;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.admin.LoggerAdmin;
import org.osgi.service.log.admin.LoggerContext;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which loggers say how much: as shipped, then as configured, then as an administrator asked since the start. */
@Component(service = Levels.class, configurationPid = "log")
@Designate(ocd = Levels.Config.class)
public final class Levels {
    private static final Logger LOG = LoggerFactory.getLogger(Levels.class);

    /** How much the log says. */
    @ObjectClassDefinition(name = "Log", description = "How much the log says.")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "Loggers and their levels (trace, debug, info, warn, error), such as \"org.mailbay.smtp=debug\"; a logger's level holds for all below it.")
        String[] levels() default {};
    }

    private final LoggerContext loggers;
    private final Map<String, LogLevel> shipped;
    private final Map<String, LogLevel> asked = new HashMap<>();
    private Map<String, LogLevel> configured;

    @Activate
    public Levels(@Reference LoggerAdmin admin, Config config) {
        loggers = admin.getLoggerContext(null);
        shipped = Map.copyOf(loggers.getLogLevels());
        configured = read(config);
        apply();
    }

    @Modified
    synchronized void modified(Config config) {
        configured = read(config);
        apply();
    }

    @Deactivate
    synchronized void close() {
        loggers.setLogLevels(shipped);
    }

    /** Sets a logger's level until the server stops or this bundle is replaced. */
    synchronized void set(String logger, LogLevel level) {
        asked.put(logger, level);
        apply();
        LOG.info("event=log-level logger={} level={}", logger, word(level));
    }

    /** Takes {@link #set} back; whether there was anything to take back. */
    synchronized boolean unset(String logger) {
        boolean wasSet = asked.remove(logger) != null;
        apply();
        return wasSet;
    }

    synchronized boolean isSet(String logger) {
        return asked.containsKey(logger);
    }

    /** The loggers that have a level of their own, by name. */
    Map<String, LogLevel> all() {
        return new TreeMap<>(loggers.getLogLevels());
    }

    private synchronized void apply() {
        Map<String, LogLevel> levels = new HashMap<>(shipped);
        levels.putAll(configured);
        levels.putAll(asked);
        loggers.setLogLevels(levels);
    }

    private static Map<String, LogLevel> read(Config config) {
        Map<String, LogLevel> levels = new HashMap<>();
        for (String line : config.levels()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("[log] levels: \"" + line + "\" is not LOGGER=LEVEL");
            }
            levels.put(
                    line.substring(0, equals).strip(),
                    level(line.substring(equals + 1).strip()));
        }
        return levels;
    }

    /** @throws IllegalArgumentException when there is no such level */
    static LogLevel level(String word) {
        return switch (word) {
            case "trace" -> LogLevel.TRACE;
            case "debug" -> LogLevel.DEBUG;
            case "info" -> LogLevel.INFO;
            case "warn" -> LogLevel.WARN;
            case "error" -> LogLevel.ERROR;
            default ->
                throw new IllegalArgumentException(
                        "\"" + word + "\" is no level; there are trace, debug, info, warn and error");
        };
    }

    /** The level as the log and the administrator see it. */
    static String word(LogLevel level) {
        return level == LogLevel.AUDIT ? "off" : level.name().toLowerCase(Locale.ROOT);
    }
}
