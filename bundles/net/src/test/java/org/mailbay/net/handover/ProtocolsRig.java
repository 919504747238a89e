package org.mailbay.net.handover;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.spi.Trial;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** Registers and unregisters protocols as the framework would. */
public final class ProtocolsRig {
    private static final AtomicLong IDS = new AtomicLong();

    private ProtocolsRig() {}

    public static ServiceReference<Protocol> bind(Protocols protocols, Protocol protocol, String name, int ranking) {
        return bind(protocols, protocol, name, ranking, -1);
    }

    /** @param bundle id; -1 for none */
    public static ServiceReference<Protocol> bind(
            Protocols protocols, Protocol protocol, String name, int ranking, long bundle) {
        ServiceReference<Protocol> reference = reference(Map.of(
                Protocol.NAME,
                name,
                "service.ranking",
                ranking,
                "service.id",
                IDS.incrementAndGet(),
                "bundle",
                bundle));
        protocols.bindProtocol(reference, protocol);
        return reference;
    }

    /** Has a bundle serve a share; again with the same bundle changes it. */
    public static ServiceReference<Trial> trial(Protocols protocols, long bundle, int percent) {
        ServiceReference<Trial> reference = reference(Map.of(
                Trial.BUNDLE, bundle, Trial.PERCENT, percent, "service.id", IDS.incrementAndGet(), "bundle", -1L));
        protocols.bindTrial(reference);
        return reference;
    }

    public static void endTrial(Protocols protocols, ServiceReference<Trial> reference) {
        protocols.unbindTrial(reference);
    }

    public static void unbind(Protocols protocols, ServiceReference<Protocol> reference) {
        protocols.unbindProtocol(reference);
    }

    @SuppressWarnings("unchecked")
    private static <T> ServiceReference<T> reference(Map<String, Object> properties) {
        return (ServiceReference<T>) Proxy.newProxyInstance(
                ProtocolsRig.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getProperty" -> properties.get(arguments[0]);
                    case "getBundle" -> bundle((Long) properties.get("bundle"));
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> properties.get("service.id").hashCode();
                    default -> "service " + properties;
                });
    }

    private static @Nullable Bundle bundle(long id) {
        return id < 0
                ? null
                : (Bundle) Proxy.newProxyInstance(
                        ProtocolsRig.class.getClassLoader(),
                        new Class<?>[] {Bundle.class},
                        (self, method, arguments) -> switch (method.getName()) {
                            case "getBundleId" -> id;
                            case "getVersion" -> new Version((int) id, 0, 0);
                            default -> throw new AssertionError(method.getName());
                        });
    }
}
