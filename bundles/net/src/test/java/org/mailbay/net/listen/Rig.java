package org.mailbay.net.listen;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mailbay.net.Listener;
import org.mailbay.net.handover.Protocols;
import org.mailbay.net.handover.ProtocolsRig;
import org.mailbay.net.spi.Protocol;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** The bundle's components put together by hand, as the framework would. */
final class Rig implements AutoCloseable {
    final Protocols protocols;
    final Loops loops;
    final Board board = new Board();
    final Map<String, String> framework = new HashMap<>(Map.of("mailbay.loopback", "true"));
    final AtomicReference<@Nullable Listener> service = new AtomicReference<>();
    private final Map<String, Object> config = new HashMap<>(Map.of("protocol", "toy", "ephemeral", true));
    private @Nullable TcpListener listener;
    private org.mailbay.tls.@Nullable Certificates certificates;

    Rig() {
        this(new Protocols(2, 100, 5), new Loops(2, true));
    }

    Rig(Protocols protocols, Loops loops) {
        this.protocols = protocols;
        this.loops = loops;
    }

    Rig with(String key, Object value) {
        config.put(key, value);
        return this;
    }

    Rig certificates(org.mailbay.tls.Certificates certificates) {
        this.certificates = certificates;
        return this;
    }

    Rig open() {
        TcpListener opened = new TcpListener(
                protocols, loops, board, context(), config(), Map.of("service.pid", "net.listener~toy"));
        listener = opened;
        if (certificates != null) {
            opened.bindCertificates(certificates);
        }
        opened.open();
        return this;
    }

    void modify(String key, Object value) {
        config.put(key, value);
        listener().modify(config(), Map.of("service.pid", "net.listener~toy"));
    }

    TcpListener listener() {
        return java.util.Objects.requireNonNull(listener);
    }

    InetSocketAddress address() {
        Listener bound = service.get();
        if (bound == null) {
            throw new AssertionError("not bound");
        }
        return bound.addresses().getFirst();
    }

    Client connect() {
        return new Client(address());
    }

    ServiceReference<Protocol> bind(Protocol protocol) {
        return ProtocolsRig.bind(protocols, protocol, "toy", 0);
    }

    void unbind(ServiceReference<Protocol> reference) {
        ProtocolsRig.unbind(protocols, reference);
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
        loops.close();
    }

    TcpListener.Config config() {
        return proxy(TcpListener.Config.class, (name, _) -> config.getOrDefault(name, defaultOf(name)));
    }

    private static Object defaultOf(String name) {
        try {
            return TcpListener.Config.class.getMethod(name).getDefaultValue();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private BundleContext context() {
        return proxy(BundleContext.class, (name, arguments) -> switch (name) {
            case "getProperty" -> framework.get((String) arguments[0]);
            case "registerService" -> register((Listener) arguments[1]);
            default -> throw new AssertionError(name);
        });
    }

    private ServiceRegistration<?> register(Listener bound) {
        service.set(bound);
        return proxy(ServiceRegistration.class, (name, _) -> {
            if (name.equals("unregister")) {
                service.set(null);
            }
            return null;
        });
    }

    private interface Answer {
        @Nullable
        Object to(String name, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                Rig.class.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> answer.to(method.getName(), arguments == null ? new Object[0] : arguments)));
    }
}
