package org.mailbay.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.lang.StackWalker.Option;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Counts the error events of each bundle, two revisions of one apart: whose class logs is seen from the stack, as their loggers share
 * names.
 *
 * <p>A service of type {@link LongUnaryOperator} with the property {@code mailbay.errors=true}: errors so far by bundle id.
 */
final class ErrorCount extends UnsynchronizedAppenderBase<ILoggingEvent> implements LongUnaryOperator {
    /** The one that the logging of this process feeds. */
    static final ErrorCount INSTANCE = new ErrorCount();

    private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

    private final Map<Long, LongAdder> counts = new ConcurrentHashMap<>();

    private ErrorCount() {}

    /** Gives the counts to bundles, and forgets bundles that go. */
    void register(BundleContext context) {
        SynchronousBundleListener listener = event -> {
            if (event.getType() == org.osgi.framework.BundleEvent.UNINSTALLED) {
                counts.remove(event.getBundle().getBundleId());
            }
        };
        context.addBundleListener(listener);
        var properties = new java.util.Hashtable<String, Object>(Map.of("mailbay.errors", "true"));
        context.registerService(LongUnaryOperator.class, this, properties);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            // Errors are rare: the walk costs nothing that counts.
            WALKER.walk(frames -> frames.map(frame -> FrameworkUtil.getBundle(frame.getDeclaringClass()))
                            .filter(ErrorCount::counts)
                            .findFirst())
                    .ifPresent(bundle -> counts.computeIfAbsent(bundle.getBundleId(), id -> new LongAdder())
                            .increment());
        }
    }

    private static boolean counts(@org.jspecify.annotations.Nullable Bundle bundle) {
        return bundle != null && bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID;
    }

    @Override
    public long applyAsLong(long bundle) {
        LongAdder count = counts.get(bundle);
        return count == null ? 0 : count.sum();
    }
}
