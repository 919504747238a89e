package org.mailbay.health;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.mailbay.net.Listener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * What listens where: told by the {@link Listener} services, and by every other service that has the property
 * {@code mailbay.listens}, such as {@code http 127.0.0.1:8080}.
 */
final class Listening {
    /** Service property, a text or several: a name, one space, an address. */
    static final String PROPERTY = "mailbay.listens";

    private Listening() {}

    /** A line for each, in order, without doubles. */
    static List<String> lines(BundleContext context) {
        List<String> lines = new ArrayList<>();
        for (ServiceReference<?> reference : references(context, null, "(" + PROPERTY + "=*)")) {
            Object told = reference.getProperty(PROPERTY);
            if (told instanceof String line) {
                lines.add(line);
            } else if (told instanceof String[] several) {
                Collections.addAll(lines, several);
            }
        }
        for (ServiceReference<?> reference : references(context, Listener.class.getName(), null)) {
            if (context.getService(reference) instanceof Listener listener) {
                lines.addAll(lines(listener));
                context.ungetService(reference);
            }
        }
        return lines.stream()
                .filter(line -> !line.isBlank())
                .distinct()
                .sorted()
                .toList();
    }

    static List<String> lines(Listener listener) {
        String tls = switch (listener.tls()) {
            case NONE -> "";
            case STARTTLS, IMPLICIT ->
                " " + listener.tls().name().toLowerCase(Locale.ROOT).replace("implicit", "tls");
        };
        return listener.addresses().stream()
                .map(address -> listener.name() + " " + text(address) + tls)
                .toList();
    }

    private static String text(InetSocketAddress address) {
        if (address.getAddress() == null || address.getAddress().isAnyLocalAddress()) {
            return "*:" + address.getPort();
        }
        String host = address.getAddress().getHostAddress().replaceFirst("^(0:){7}", "::");
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static List<ServiceReference<?>> references(BundleContext context, String type, String filter) {
        try {
            ServiceReference<?>[] found = context.getServiceReferences(type, filter);
            return found == null ? List.of() : Arrays.asList(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
