package org.mailbay.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What listens where: told by every service that has the property {@code mailbay.listens}, such as {@code smtp 127.0.0.1:8025}. */
final class Listening {
    /** Service property, a text or several: a name, one space, an address. */
    static final String PROPERTY = "mailbay.listens";

    private Listening() {}

    /** A line for each, in order, without doubles. */
    static List<String> lines(BundleContext context) {
        List<String> lines = new ArrayList<>();
        for (ServiceReference<?> reference : references(context)) {
            Object told = reference.getProperty(PROPERTY);
            if (told instanceof String line) {
                lines.add(line);
            } else if (told instanceof String[] several) {
                Collections.addAll(lines, several);
            }
        }
        return lines.stream()
                .filter(line -> !line.isBlank())
                .distinct()
                .sorted()
                .toList();
    }

    private static List<ServiceReference<?>> references(BundleContext context) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, "(" + PROPERTY + "=*)");
            return found == null ? List.of() : Arrays.asList(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
