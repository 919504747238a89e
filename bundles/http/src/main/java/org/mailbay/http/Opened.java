package org.mailbay.http;

import java.util.Dictionary;
import java.util.Hashtable;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A door as a service: the engine takes it from there, and the property {@code mailbay.listens} tells where it leads. */
final class Opened implements AutoCloseable {
    private final Door door;
    private @Nullable ServiceRegistration<ConnectorFactory> registration;
    private boolean closed;

    Opened(BundleContext context, Settings settings, SslContextFactory.@Nullable Server tls) {
        door = new Door(settings, tls, this::announce);
        ServiceRegistration<ConnectorFactory> registered =
                context.registerService(ConnectorFactory.class, door, new Hashtable<>());
        synchronized (this) {
            registration = registered;
        }
        announce();
    }

    /** Why the door is closed; empty while it is open. */
    String problem() {
        return door.problem();
    }

    /** Such as {@code https 127.0.0.1:8443}. */
    String listens() {
        return door.listens();
    }

    /** Closes the socket and every connection that came in by it. */
    @Override
    public void close() {
        ServiceRegistration<ConnectorFactory> open;
        synchronized (this) {
            closed = true;
            open = registration;
        }
        if (open != null) {
            open.unregister();
        }
        door.leave();
    }

    /** The door may open while it is being registered, or long after. */
    private void announce() {
        synchronized (this) {
            if (registration != null && !closed) {
                Dictionary<String, Object> properties = new Hashtable<>();
                properties.put("mailbay.listens", door.listens());
                registration.setProperties(properties);
            }
        }
    }
}
