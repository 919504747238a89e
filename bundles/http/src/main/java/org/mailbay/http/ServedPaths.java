package org.mailbay.http;

import jakarta.servlet.Servlet;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Which paths servlets serve, and which were served a moment ago: whoever asks for those is told to come back, not that they do not exist. */
@Component(service = ServedPaths.class)
public final class ServedPaths {
    /** What the house always has: away while its bundle is not there yet, never unknown. */
    private static final List<String> DECLARED =
            List.of("/jmap/*", "/.well-known/jmap", "/admin", "/admin/v1/*", "/admin/console/*", "/health/*");

    private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int MOST_REMEMBERED = 1_000;

    private final Map<ServiceReference<Servlet>, List<String>> served = new ConcurrentHashMap<>();
    private final Map<String, Long> departed = new ConcurrentHashMap<>();

    /** What is known of a path that nobody answered. */
    enum Absence {
        /** Nobody has ever served it. */
        UNKNOWN,
        /** It belongs to the house, and nobody serves it yet. */
        DECLARED,
        /** Somebody serves it, or did so in the last ten minutes: most likely it is being replaced. */
        REPLACED
    }

    @Reference(
            service = Servlet.class,
            target = "(" + PATTERN + "=*)",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindServlet(ServiceReference<Servlet> reference) {
        served.put(reference, patterns(reference.getProperty(PATTERN)));
    }

    void updatedServlet(ServiceReference<Servlet> reference) {
        bindServlet(reference);
    }

    void unbindServlet(ServiceReference<Servlet> reference) {
        List<String> patterns = served.remove(reference);
        if (patterns != null && departed.size() < MOST_REMEMBERED) {
            patterns.forEach(pattern -> departed.put(pattern, System.nanoTime()));
        }
    }

    /** Why nobody answered at {@code path}. */
    Absence absence(String path) {
        if (served.values().stream().flatMap(List::stream).anyMatch(pattern -> matches(pattern, path))) {
            return Absence.REPLACED;
        }
        long now = System.nanoTime();
        departed.values().removeIf(since -> now - since > REMEMBERED_NANOS);
        if (departed.keySet().stream().anyMatch(pattern -> matches(pattern, path))) {
            return Absence.REPLACED;
        }
        return DECLARED.stream().anyMatch(pattern -> matches(pattern, path)) ? Absence.DECLARED : Absence.UNKNOWN;
    }

    /** The patterns that say which paths are meant; those that take everything say nothing. */
    private static List<String> patterns(Object property) {
        List<String> all = property instanceof String[] several ? Arrays.asList(several) : List.of(property.toString());
        return all.stream()
                .filter(pattern -> pattern.startsWith("/") && pattern.length() > 1 && !pattern.equals("/*"))
                .toList();
    }

    static boolean matches(String pattern, String path) {
        if (!pattern.endsWith("/*")) {
            return pattern.equals(path);
        }
        int length = pattern.length() - 2;
        return path.regionMatches(0, pattern, 0, length) && (path.length() == length || path.charAt(length) == '/');
    }
}
