package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.net.toy.ToyProtocol;

/** The PROXY protocol over a socket. */
@Timeout(60)
final class ProxyTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private Client connect(String... from) {
        rig.with("proxyFrom", from).with("maxConnectionsPerAddress", 1).open();
        rig.bind(new ToyProtocol("a"));
        return rig.connect();
    }

    @Test
    void sessionSeesTheClientBehindTheProxy() {
        try (Client client = connect("10.0.0.0/8", "127.0.0.0/8")) {
            client.send("PROXY TCP4 192.0.2.7 192.0.2.8 1234 25\r\nCOUNT\r\n");
            assertThat(client.line()).isEqualTo("a hello  192.0.2.7");
            assertThat(client.line()).isEqualTo("a count 1");
            try (Client second = rig.connect()) {
                second.send("PROXY TCP4 192.0.2.7 192.0.2.8 1235 25\r\n");
                assertThat(second.line()).isEqualTo("BYE BUSY");
            }
        }
    }

    @Test
    void secondVersion() {
        try (Client client = connect("127.0.0.1")) {
            ByteBuffer header = ByteBuffer.allocate(28)
                    .put(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, 0x21, 0x11, 0, 12})
                    .put(new byte[] {(byte) 192, 0, 2, 9, 10, 0, 0, 1})
                    .putShort((short) 4000)
                    .putShort((short) 25);
            client.send(header.array());
            assertThat(client.line()).isEqualTo("a hello  192.0.2.9");
        }
    }

    @Test
    void headerIsRequiredFromTheNamedAndNotReadFromOthers() {
        try (Client client = connect("127.0.0.1")) {
            client.send("COUNT\r\n");
            assertThat(client.line()).isIn("<end>", "<reset>");
        }
        rig.modify("proxyFrom", new String[] {"192.0.2.0/24"});
        try (Client client = rig.connect()) {
            assertThat(client.line()).isEqualTo("a hello  127.0.0.1");
            assertThat(client.ask("PROXY TCP4 192.0.2.7 192.0.2.8 1234 25")).startsWith("a echo PROXY");
        }
    }

    @Test
    void headerComesBeforeTls(@TempDir Path folder) throws Exception {
        rig.with("tls", "implicit").certificates(new Keys(folder));
        try (Client client = connect("127.0.0.1")) {
            client.send("PROXY TCP6 2001:db8::1 2001:db8::2 1234 25\r\n");
            client.startTls("x.test");
            assertThat(client.line()).isEqualTo("a hello  2001:db8:0:0:0:0:0:1");
        }
    }
}
