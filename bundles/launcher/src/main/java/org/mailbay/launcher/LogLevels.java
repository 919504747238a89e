package org.mailbay.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.admin.LoggerAdmin;

/** Which loggers say how much, changed while the server runs: OSGi's logger admin (OSGi Compendium §101.8) over Logback. */
final class LogLevels implements org.osgi.service.log.admin.LoggerContext, LoggerAdmin {
    private final LoggerContext loggers;

    LogLevels(LoggerContext loggers) {
        this.loggers = loggers;
    }

    /** There is one context for all bundles. */
    @Override
    public org.osgi.service.log.admin.LoggerContext getLoggerContext(@Nullable String name) {
        return this;
    }

    @Override
    public @Nullable String getName() {
        return null;
    }

    @Override
    public LogLevel getEffectiveLogLevel(String name) {
        return ofLogback(loggers.getLogger(name).getEffectiveLevel());
    }

    /** The loggers that have a level of their own. */
    @Override
    public Map<String, LogLevel> getLogLevels() {
        Map<String, LogLevel> levels = new HashMap<>();
        for (Logger logger : loggers.getLoggerList()) {
            if (logger.getLevel() != null) {
                levels.put(logger.getName(), ofLogback(logger.getLevel()));
            }
        }
        return levels;
    }

    /** These levels and no others: a logger that is not among them has that of its parent again. */
    @Override
    public synchronized void setLogLevels(Map<String, LogLevel> levels) {
        for (Logger logger : loggers.getLoggerList()) {
            if (!logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME) && !levels.containsKey(logger.getName())) {
                logger.setLevel(null);
            }
        }
        levels.forEach((name, level) -> loggers.getLogger(name).setLevel(ofOsgi(level)));
    }

    /** OSGi's {@code AUDIT} is a logger that says only what is always said: with Logback, nothing. */
    private static LogLevel ofLogback(Level level) {
        return switch (level.toInt()) {
            case Level.OFF_INT -> LogLevel.AUDIT;
            case Level.ALL_INT -> LogLevel.TRACE;
            default -> LogLevel.valueOf(level.toString());
        };
    }

    private static Level ofOsgi(LogLevel level) {
        return level == LogLevel.AUDIT ? Level.OFF : Level.valueOf(level.name());
    }

    @Override
    public void clear() {
        setLogLevels(Map.of());
    }

    @Override
    public boolean isEmpty() {
        return getLogLevels().isEmpty();
    }
}
