package org.mailbay.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.log.admin.LoggerAdmin;
import org.slf4j.event.Level;

/**
 * The framework's own bundles log by the OSGi log service; this hands every call on to SLF4J. The interfaces have some sixty
 * overloads of two ideas, so two handlers answer them all.
 */
final class OsgiLog {

    private static final Map<String, Level> LEVELS = Map.of(
            "trace",
            Level.TRACE,
            "debug",
            Level.DEBUG,
            "info",
            Level.INFO,
            "warn",
            Level.WARN,
            "error",
            Level.ERROR,
            "audit",
            Level.INFO);

    /** {@code LogService.LOG_ERROR} and so on, the numbers of the first release: 1 error … 4 debug. */
    private static final Level[] BY_NUMBER = {Level.ERROR, Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG};

    private OsgiLog() {}

    static void register(BundleContext context) {
        // One for each bundle, so that lines of no named logger say whose they are.
        context.registerService(
                new String[] {LogService.class.getName(), LoggerFactory.class.getName()},
                new ServiceFactory<LogService>() {
                    @Override
                    public LogService getService(Bundle bundle, ServiceRegistration<LogService> registration) {
                        var name = String.valueOf(bundle.getSymbolicName());
                        return proxy(LogService.class, (self, method, given) -> service(name, self, method, given));
                    }

                    @Override
                    public void ungetService(
                            Bundle bundle, ServiceRegistration<LogService> registration, LogService service) {}
                },
                null);
        context.registerService(LogReaderService.class, RecentLog.INSTANCE, null);
        context.registerService(LoggerAdmin.class, Logging.levels(), null);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(OsgiLog.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    static @org.jspecify.annotations.Nullable Object service(
            String bundle, Object self, Method method, @org.jspecify.annotations.Nullable Object[] arguments) {
        var given = arguments == null ? new Object[0] : arguments;
        return switch (method.getName()) {
            case "getLogger" -> logger(bundle, given);
            case "log" -> {
                old(bundle, given);
                yield null;
            }
            default -> ofObject(self, method, given);
        };
    }

    /** {@code getLogger([bundle,] name or class [, type])}. */
    private static Object logger(String bundle, Object[] arguments) {
        var name = bundle;
        boolean format = false;
        for (var argument : arguments) {
            switch (argument) {
                case String text -> name = text.equals(Logger.ROOT_LOGGER_NAME) ? bundle : text;
                case Class<?> type when type == FormatterLogger.class -> format = true;
                case Class<?> type when type == Logger.class -> {}
                case Class<?> type -> name = type.getName();
                case null, default -> {}
            }
        }
        var target = org.slf4j.LoggerFactory.getLogger(name);
        boolean printf = format;
        InvocationHandler handler = (self, method, args) -> log(target, printf, self, method, args);
        return format ? proxy(FormatterLogger.class, handler) : proxy(Logger.class, handler);
    }

    /** {@code log([reference,] level, message [, exception])} of the first release. */
    private static void old(String bundle, Object[] arguments) {
        var level = Level.INFO;
        var message = "";
        Throwable exception = null;
        for (var argument : arguments) {
            switch (argument) {
                case Integer number -> level = BY_NUMBER[Math.clamp(number, 0, 4)];
                case String text -> message = text;
                case Throwable thrown -> exception = thrown;
                case null, default -> {}
            }
        }
        org.slf4j.LoggerFactory.getLogger(bundle)
                .atLevel(level)
                .setCause(exception)
                .log(message);
    }

    private static @org.jspecify.annotations.Nullable Object log(
            org.slf4j.Logger target,
            boolean printf,
            Object self,
            Method method,
            @org.jspecify.annotations.Nullable Object[] arguments) {
        var name = method.getName();
        var given = arguments == null ? new Object[0] : arguments;
        var level = LEVELS.get(name);
        if (level != null) {
            // A LoggerConsumer (no String first) computes lazily what nobody here asks for.
            if (given.length > 0 && given[0] instanceof String text) {
                var values = given.length == 2 && given[1] instanceof Object[] many
                        ? many
                        : Arrays.copyOfRange(given, 1, given.length);
                if (printf) {
                    target.atLevel(level).log(() -> String.format(Locale.ROOT, text, values));
                } else {
                    target.atLevel(level).log(text, values);
                }
            }
            return null;
        }
        return switch (name) {
            case "getName" -> target.getName();
            case "isTraceEnabled" -> target.isTraceEnabled();
            case "isDebugEnabled" -> target.isDebugEnabled();
            case "isInfoEnabled" -> target.isInfoEnabled();
            case "isWarnEnabled" -> target.isWarnEnabled();
            case "isErrorEnabled" -> target.isErrorEnabled();
            default -> ofObject(self, method, given);
        };
    }

    private static Object ofObject(Object self, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "log to SLF4J";
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }
}
