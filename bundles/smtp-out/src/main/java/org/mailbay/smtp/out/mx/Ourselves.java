package org.mailbay.smtp.out.mx;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Knows whether a server is this one, so that mail for a domain that nobody configured here does not run in a circle. */
public final class Ourselves {
    private final Set<String> names;
    private final Set<InetAddress> addresses;
    private final Supplier<List<InetSocketAddress>> listening;

    /**
     * @param names of this server
     * @param addresses of this server as others see it, beside those of its network interfaces
     * @param listening where it takes mail now
     */
    public Ourselves(Set<String> names, Set<InetAddress> addresses, Supplier<List<InetSocketAddress>> listening) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.addresses = Set.copyOf(addresses);
        this.listening = listening;
    }

    /** Whether a server is this one, by its name. */
    public boolean isNamed(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether one of a server's addresses, at this port, is this one. */
    public boolean isAt(Host host, int port) {
        List<InetSocketAddress> sockets = listening.get();
        return host.addresses().stream()
                .anyMatch(address -> addresses.contains(address)
                        || sockets.stream().anyMatch(socket -> socket.getPort() == port && isAt(address, socket)));
    }

    private static boolean isAt(InetAddress address, InetSocketAddress socket) {
        return socket.getAddress().isAnyLocalAddress()
                ? isLocal(address)
                : socket.getAddress().equals(address);
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
