package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailbay.net.Listener;
import org.mailbay.net.toy.ToyProtocol;

@Timeout(60)
final class TcpListenerTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void tellsWhereItListens() {
        rig.open();
        Listener service = rig.service.get();
        assertThat(service.name()).isEqualTo("toy");
        assertThat(service.protocol()).isEqualTo("toy");
        assertThat(service.tls()).isEqualTo(Listener.Tls.NONE);
        assertThat(service.port()).isPositive();
        assertThat(service.addresses())
                .allMatch(address -> address.getAddress().isLoopbackAddress())
                .allMatch(address -> address.getPort() == service.port());
    }

    @Test
    void portIsAddedToTheBase() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        rig.framework.put("mailbay.ports", String.valueOf(free - 25));
        rig.with("ephemeral", false).with("port", 25).open();
        assertThat(rig.service.get().port()).isEqualTo(free);
    }

    @Test
    void portInUseIsToldAndTriedAgain() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            rig.with("ephemeral", false).with("port", taken.getLocalPort()).open();
            assertThat(rig.service.get()).isNull();
            assertThat(rig.listener().trouble()).contains("in use");
            Result result = new ListenersCheck(rig.board, rig.protocols).execute();
            assertThat(result.getStatus()).isEqualTo(Result.Status.CRITICAL);
            assertThat(result.toString()).contains("in use");
        }
        for (int i = 0; i < 100 && rig.service.get() == null; i++) {
            Thread.sleep(100);
        }
        assertThat(rig.service.get()).isNotNull();
        assertThat(rig.listener().trouble()).isEmpty();
    }

    @Test
    void healthSaysWhatIsMissing() {
        ListenersCheck check = new ListenersCheck(rig.board, rig.protocols);
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.WARN);
        rig.with("tls", "starttls").open();
        assertThat(check.execute().toString()).contains("waits for protocol toy");
        rig.bind(new ToyProtocol("a"));
        assertThat(check.execute().toString()).contains("no certificates");
        rig.modify("tls", "none");
        assertThat(check.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void changedSettingsCloseNothing() {
        rig.open();
        rig.bind(new ToyProtocol("a"));
        InetSocketAddress before = rig.address();
        try (Client client = rig.connect()) {
            client.line();
            rig.modify("options", new String[] {"greeting=new"});
            assertThat(rig.address()).isEqualTo(before);
            assertThat(client.ask("COUNT")).isEqualTo("a count 1");
            rig.modify("host", "::1");
            assertThat(rig.address().getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
            assertThat(client.ask("COUNT")).isEqualTo("a count 2");
            try (Client late = rig.connect()) {
                assertThat(late.line()).startsWith("a hello new 0:0");
            }
        }
    }

    @Test
    void demonstrationStaysOnLoopback() {
        rig.framework.put("mailbay.demo", "true");
        rig.with("host", "0.0.0.0");
        assertThatThrownBy(rig::open).hasMessageContaining("demonstration");
    }

    @Test
    void wrongOptionIsRefused() {
        rig.with("options", new String[] {"novalue"});
        assertThatThrownBy(rig::open).hasMessageContaining("key=value");
    }

    @Test
    void withoutTheNativeTransportToo() {
        try (Rig nio = new Rig(rig.protocols, new Loops(1, false)).open()) {
            var a = rig.bind(new ToyProtocol("a"));
            try (Client client = nio.connect()) {
                client.line();
                client.send("COUNT\r\n".repeat(1000));
                rig.bind(new ToyProtocol("b"));
                rig.unbind(a);
                for (int i = 1; i <= 1000; i++) {
                    assertThat(client.line()).endsWith(" count " + i);
                }
                client.send("DATA 10\r\n").endOutput();
                assertThat(client.line()).isEqualTo("<end>");
            }
        }
    }
}
