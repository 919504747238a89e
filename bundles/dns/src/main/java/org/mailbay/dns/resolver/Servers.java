package org.mailbay.dns.resolver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom to ask: those that are configured, or the system's. Who did not answer is asked after the others for a while. */
final class Servers {
    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);
    private static final int PORT = 53;
    private static final int MOST = 8;
    private static final long PENALTY = Duration.ofSeconds(30).toNanos();
    private static final long LOOK_AGAIN = Duration.ofSeconds(5).toNanos();

    /** So often in a row it is worth saying: once may be the fault of the name, and a stranger chooses names. */
    private static final int TOLD = 3;

    private record Failing(String why, long until, int times) {}

    private final @Nullable Path file;
    private final Map<InetSocketAddress, Failing> failing = new ConcurrentHashMap<>();
    private volatile List<InetSocketAddress> all;
    private @Nullable FileTime read;
    private long looked;

    private Servers(List<InetSocketAddress> all, @Nullable Path file) {
        this.all = all;
        this.file = file;
    }

    /** These; throws {@link IllegalArgumentException} for what is no address. */
    static Servers of(List<String> addresses) {
        return new Servers(addresses.stream().map(Servers::address).toList(), null);
    }

    /** Those that this file names, now and when it changes. */
    static Servers system(Path resolvConf) {
        Servers servers = new Servers(List.of(), resolvConf);
        servers.look(resolvConf);
        return servers;
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:5353}, {@code 2001:db8::1} or {@code [2001:db8::1]:5353}. */
    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = (port ? text.substring(0, colon) : text).replaceAll("^\\[(.*)]$", "$1");
        try {
            return new InetSocketAddress(
                    InetAddress.ofLiteral(host), port ? Integer.parseInt(text.substring(colon + 1)) : PORT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no address of a DNS server", e);
        }
    }

    /** As people write it. */
    static String text(InetSocketAddress server) {
        String host = server.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getPort();
    }

    /** All, those that work first. */
    List<InetSocketAddress> inOrder() {
        if (file != null) {
            look(file);
        }
        long now = System.nanoTime();
        List<InetSocketAddress> order = new ArrayList<>(all);
        order.sort(Comparator.comparing(s -> isFailing(s, now)));
        return order;
    }

    private boolean isFailing(InetSocketAddress server, long now) {
        Failing state = failing.get(server);
        return state != null && state.until() - now > 0;
    }

    void worked(InetSocketAddress server) {
        Failing before = failing.remove(server);
        if (before != null && before.times() >= TOLD) {
            LOG.info("event=dns.server server={} outcome=works", text(server));
        }
    }

    void failed(InetSocketAddress server, String why) {
        long until = System.nanoTime() + PENALTY;
        Failing state = failing.compute(
                server, (s, before) -> new Failing(why, until, before == null ? 1 : before.times() + 1));
        if (state.times() == TOLD) {
            LOG.warn("event=dns.server server={} outcome=failed why=\"{}\"", text(server), why);
        }
    }

    /** Each server with what is wrong with it; empty for nothing. */
    Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        for (InetSocketAddress server : all) {
            Failing state = failing.get(server);
            states.put(text(server), state == null || state.times() < TOLD ? "" : state.why());
        }
        return states;
    }

    private synchronized void look(Path resolvConf) {
        long now = System.nanoTime();
        if (read != null && now - looked < LOOK_AGAIN) {
            return;
        }
        looked = now;
        try {
            FileTime changed = Files.getLastModifiedTime(resolvConf);
            if (!changed.equals(read)) {
                read = changed;
                all = parse(Files.readAllLines(resolvConf));
                failing.keySet().retainAll(all);
                LOG.info("event=dns.servers file={} servers={}", resolvConf, states().keySet());
            }
        } catch (IOException e) {
            if (all.isEmpty()) {
                all = List.of(address("127.0.0.1")); // as resolv.conf(5) says for what is not there
                LOG.warn("event=dns.servers file={} outcome=failed why=\"{}\"", resolvConf, e.toString());
            }
            read = FileTime.fromMillis(0);
        }
    }

    private static List<InetSocketAddress> parse(List<String> lines) {
        List<InetSocketAddress> found = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 2 && words[0].equals("nameserver") && found.size() < MOST) {
                try {
                    InetAddress host = InetAddress.ofLiteral(words[1]);
                    found.add(new InetSocketAddress(host, PORT));
                } catch (IllegalArgumentException e) {
                    LOG.warn("event=dns.servers outcome=ignored why=\"no address in a line of resolv.conf\"");
                }
            }
        }
        return found.isEmpty() ? List.of(address("127.0.0.1")) : List.copyOf(found);
    }
}
