package org.mailbay.net.handover;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.net.spi.Protocol;
import org.osgi.framework.ServiceReference;

/** Registers and unregisters protocols as the framework would. */
public final class ProtocolsRig {
    private static final AtomicLong IDS = new AtomicLong();

    private ProtocolsRig() {}

    public static ServiceReference<Protocol> bind(Protocols protocols, Protocol protocol, String name, int ranking) {
        ServiceReference<Protocol> reference = reference(name, ranking, IDS.incrementAndGet());
        protocols.bindProtocol(reference, protocol);
        return reference;
    }

    public static void unbind(Protocols protocols, ServiceReference<Protocol> reference) {
        protocols.unbindProtocol(reference);
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<Protocol> reference(String name, int ranking, long id) {
        return (ServiceReference<Protocol>) Proxy.newProxyInstance(
                ProtocolsRig.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getProperty" ->
                        switch ((String) arguments[0]) {
                            case Protocol.NAME -> name;
                            case "service.ranking" -> ranking;
                            case "service.id" -> id;
                            default -> null;
                        };
                    case "getBundle" -> null;
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> Long.hashCode(id);
                    default -> "service " + id;
                });
    }
}
