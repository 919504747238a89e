package org.mailbay.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A DNS server on loopback, UDP and TCP, that knows some records and can misbehave; to a resolver it looks like a recursive one.
 *
 * <pre>{@code
 * try (DnsServer dns = DnsServer.of("one.test. MX 10 mx.one.test.", "mx.one.test. 60 A 127.0.0.1")) {
 *     dns.fault("two.test", DnsServer.Fault.SERVFAIL);
 *     … "servers = [\"" + dns.address() + "\"]" …
 *     assertThat(dns.questions("one.test", "MX")).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>A line is {@code name [ttl] [IN] TYPE data}; wildcards and CNAMEs work; types without a text form here are said as {@code TYPE65 \# 3 0a0b0c} (RFC 3597 §5). What no line has is
 * NXDOMAIN, with the nearest SOA above or one of 60 s. Any thread.
 */
public final class DnsServer implements AutoCloseable {
    private static final int MOST_ASKED = 65_535;
    private static final Duration DRIP = Duration.ofMillis(100);

    /** What goes wrong when a name is asked for. */
    public enum Fault {
        /** No answer, over TCP neither. */
        SILENT,
        SERVFAIL,
        /** REFUSED, as a server says that does not know the zone. */
        LAME,
        /** Answers over UDP are cut to nothing, whatever their size; TCP is right. */
        TRUNCATED,
        /** Cut over UDP, and TCP is closed without a word. */
        TRUNCATED_NO_TCP,
        /** The right answer over TCP, a byte each 100 ms; over UDP it is cut. */
        DRIP,
        /** Other servers are named instead of an answer. */
        REFERRAL,
        /** About a thousand records of the type asked for, 40 KB or more, over TCP. */
        HUGE,
        WRONG_ID,
        /** The answer is to another question. */
        WRONG_QUESTION,
        /** Bytes that are no message, with the right id. */
        GARBAGE,
        /** The message ends in the middle of a record. */
        CUT,
        /** Two names that are each other's alias. */
        CNAME_LOOP,
        /** Each alias has another one, without end: for {@code *}. */
        CNAME_CHAIN,
        /** The right answer, with the flag that says that DNSSEC proves it. */
        CLAIMS_PROOF,
        /** The right answer, and records of {@code bank.test} that nobody asked for. */
        POISONED
    }

    private record Trouble(@Nullable Fault fault, Duration late, AtomicInteger left) {}

    private final DnsZone zone = new DnsZone();
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> questions = new ConcurrentHashMap<>();
    private final AtomicInteger overTcp = new AtomicInteger();
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    private DnsServer(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
        Thread.ofVirtual().name("dns-server-udp").start(this::serveUdp);
        Thread.ofVirtual().name("dns-server-tcp").start(this::serveTcp);
    }

    /** A server on a free port that has these records. */
    public static DnsServer of(String... lines) {
        return on(0, List.of(lines));
    }

    /** A server on this port, 0 for a free one, that has these records. */
    public static DnsServer on(int port, List<String> lines) {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        for (int attempt = 1; ; attempt++) {
            DatagramSocket udp = null;
            try {
                udp = new DatagramSocket(new InetSocketAddress(loopback, port));
                ServerSocket tcp = new ServerSocket(udp.getLocalPort(), 50, loopback);
                DnsServer server = new DnsServer(udp, tcp);
                lines.forEach(server::add);
                return server;
            } catch (IOException e) {
                if (udp != null) {
                    udp.close();
                }
                if (!(e instanceof BindException) || attempt == 20 || port != 0) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Serves until it is ended: arguments are a port and a file of lines, where {@code #} and {@code ;} begin comments. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(Path.of(arguments[1])).stream()
                .filter(l -> !l.isBlank() && !l.startsWith("#") && !l.startsWith(";"))
                .toList();
        on(Integer.parseInt(arguments[0]), lines);
        Thread.currentThread().join();
    }

    /** Of both UDP and TCP. */
    public int port() {
        return tcp.getLocalPort();
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** One more record. */
    public DnsServer add(String line) {
        zone.add(DnsLine.parse(line));
        return this;
    }

    /** Takes a name's records away. */
    public DnsServer remove(String name) {
        zone.remove(DnsWire.absolute(name));
        return this;
    }

    /** Misbehaves whenever this name, or for {@code *} any, is asked for. */
    public DnsServer fault(String name, Fault fault) {
        return fault(name, fault, Integer.MAX_VALUE);
    }

    /** Misbehaves so many times. */
    public DnsServer fault(String name, Fault fault, int times) {
        troubles.put(key(name), new Trouble(fault, Duration.ZERO, new AtomicInteger(times)));
        return this;
    }

    /** Answers rightly, but late. */
    public DnsServer late(String name, Duration late) {
        troubles.put(key(name), new Trouble(null, late, new AtomicInteger(Integer.MAX_VALUE)));
        return this;
    }

    /** Behaves again. */
    public DnsServer well(String name) {
        troubles.remove(key(name));
        return this;
    }

    /** How often this was asked. */
    public int questions(String name, String type) {
        AtomicInteger count = questions.get(DnsWire.absolute(name) + " " + DnsLine.type(type));
        return count == null ? 0 : count.get();
    }

    /** How often anything was asked. */
    public int questions() {
        return questions.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** How many of the questions came over TCP. */
    public int questionsOverTcp() {
        return overTcp.get();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String name) {
        return name.equals("*") ? name : DnsWire.absolute(name);
    }

    private void serveUdp() {
        byte[] buffer = new byte[MOST_ASKED];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] asked = Arrays.copyOf(packet.getData(), packet.getLength());
                SocketAddress peer = packet.getSocketAddress();
                Thread.ofVirtual().name("dns-server-question").start(() -> answerUdp(asked, peer));
            } catch (IOException e) {
                if (udp.isClosed()) {
                    return;
                }
            }
        }
    }

    private void answerUdp(byte[] asked, SocketAddress peer) {
        try {
            byte[] answer = answer(asked, false);
            if (answer != null) {
                udp.send(new DatagramPacket(answer, answer.length, peer));
            }
        } catch (IOException e) {
            return; // the peer has gone, or this server
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                Thread.ofVirtual().name("dns-server-connection").start(() -> answerTcp(socket));
            } catch (IOException e) {
                if (tcp.isClosed()) {
                    return;
                }
            }
        }
    }

    private void answerTcp(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                byte[] asked = new byte[in.readUnsignedShort()]; // RFC 1035 §4.2.2
                in.readFully(asked);
                overTcp.incrementAndGet();
                byte[] answer = answer(asked, true);
                if (answer == null) {
                    in.read();
                    return;
                }
                if (answer.length == 0) {
                    return;
                }
                byte[] whole = new byte[answer.length + 2];
                whole[0] = (byte) (answer.length >> 8);
                whole[1] = (byte) answer.length;
                System.arraycopy(answer, 0, whole, 2, answer.length);
                send(out, whole, DnsWire.read(asked).name());
            }
        } catch (IOException e) {
            return; // the peer has gone
        }
    }

    private void send(DataOutputStream out, byte[] whole, String name) throws IOException {
        Trouble trouble = troubles.getOrDefault(name, troubles.get("*"));
        if (trouble == null || trouble.fault() != Fault.DRIP) {
            out.write(whole);
            return;
        }
        for (byte b : whole) {
            out.write(b);
            pause(DRIP);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null for none; over TCP empty to close. */
    private byte @Nullable [] answer(byte[] asked, boolean byTcp) {
        DnsWire.Question question = DnsWire.read(asked);
        questions
                .computeIfAbsent(question.name() + " " + question.type(), k -> new AtomicInteger())
                .incrementAndGet();
        Trouble trouble = troubles.getOrDefault(question.name(), troubles.get("*"));
        if (trouble == null || trouble.left().getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            return right(question, byTcp);
        }
        if (trouble.fault() == null) {
            pause(trouble.late());
            return right(question, byTcp);
        }
        return DnsFaults.answer(trouble.fault(), question, byTcp, () -> right(question, byTcp));
    }

    private byte[] right(DnsWire.Question question, boolean byTcp) {
        DnsZone.Found found = zone.find(question);
        byte[] whole = DnsWire.write(question, DnsWire.AUTHORITATIVE | found.code(), found.answer(), found.authority());
        if (byTcp && whole.length > MOST_ASKED) {
            return DnsWire.write(question, DnsWire.SERVFAIL, List.of(), List.of());
        }
        return byTcp || whole.length <= question.room() ? whole : DnsFaults.truncated(question);
    }
}
