package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.net.toy.ToyProtocol;

@Timeout(60)
final class TlsTest {
    private static Keys keys;

    private final Rig rig = new Rig();

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        keys = new Keys(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void startTls() {
        rig.with("tls", "starttls").certificates(keys).open();
        rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.line();
            assertThat(client.ask("TLS")).isEqualTo("a tls no  true");
            assertThat(client.ask("STARTTLS")).isEqualTo("a go");
            assertThat(client.startTls("mail.example.test")
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=toy.test");
            assertThat(client.line()).isEqualTo("a secured");
            assertThat(client.ask("TLS")).isEqualTo("a tls TLSv1.3 mail.example.test false");
            client.send("DATA 500000\r\n").send(new byte[500_000]).send("BIG 1000000\r\nQUIT\r\n");
            assertThat(client.line()).isEqualTo("a got 500000 0");
            assertThat(client.read(1_000_000)).hasSize(1_000_000);
            assertThat(client.line()).isEqualTo("a big");
            assertThat(client.line()).isEqualTo("a bye");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void rfc9266_bothSidesNameTheChannelAlike() throws GeneralSecurityException {
        rig.with("tls", "starttls").certificates(keys).open();
        rig.bind(new ToyProtocol("a"));
        Set<String> exported = new HashSet<>();
        for (String version : new String[] {"TLSv1.3", "TLSv1.3", "TLSv1.2"}) {
            try (Client client = rig.connect()) {
                client.line();
                assertThat(client.ask("CHANNEL")).isEqualTo("a channel 0");
                assertThat(client.ask("STARTTLS")).isEqualTo("a go");
                X509Certificate certificate = client.startTls("x.test", version);
                client.line();
                if (version.equals("TLSv1.3")) {
                    assertThat(client.ask("CHANNEL")).isEqualTo("a channel 2");
                    String key = client.exported();
                    assertThat(client.line()).isEqualTo("a tls-exporter " + key);
                    assertThat(exported.add(key)).as("of this connection only").isTrue();
                } else {
                    assertThat(client.ask("CHANNEL")).isEqualTo("a channel 1");
                }
                assertThat(certificate.getSigAlgName()).startsWith("SHA384");
                assertThat(client.line()) // RFC 5929 §4.1: the hash function of the certificate's signature
                        .isEqualTo("a tls-server-end-point "
                                + HexFormat.of()
                                        .formatHex(MessageDigest.getInstance("SHA-384")
                                                .digest(certificate.getEncoded())));
            }
        }
    }

    @Test
    void plainBytesBeforeTheHandshakeEndTheConnection() {
        rig.with("tls", "starttls").certificates(keys).open();
        rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.line();
            client.send("STARTTLS\r\nCOUNT\r\n");
            String answer = client.line();
            if (answer.equals("a go")) {
                answer = client.line();
            }
            assertThat(answer).isIn("<end>", "<reset>");
        }
    }

    @Test
    void tlsSessionMovesToTheNewRevision() {
        rig.with("tls", "implicit").certificates(keys).open();
        var a = rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.startTls("x.test");
            client.line();
            assertThat(client.ask("COUNT")).isEqualTo("a count 1");
            rig.unbind(a);
            client.send("COUNT\r\n");
            try (Client late = rig.connect()) {
                late.startTls("y.test");
                rig.bind(new ToyProtocol("b"));
                assertThat(client.line()).isEqualTo("b count 2");
                assertThat(late.line()).startsWith("b hello");
                assertThat(late.ask("TLS")).contains("y.test");
            }
        }
    }

    @Test
    void listenerThatStopsSaysSoInTls() {
        rig.with("tls", "implicit").certificates(keys).open();
        rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.startTls("x.test");
            client.line();
            rig.listener().close();
            assertThat(client.line()).isEqualTo("BYE SHUTTING_DOWN");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void certificatesComeAndGo() {
        rig.with("tls", "starttls").open();
        rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.line();
            assertThat(client.ask("TLS")).isEqualTo("a tls no  false");
            rig.listener().bindCertificates(keys);
            assertThat(client.ask("TLS")).isEqualTo("a tls no  true");
            rig.listener().unbindCertificates(keys);
            assertThat(client.ask("TLS")).isEqualTo("a tls no  false");
            assertThat(client.ask("STARTTLS")).isEqualTo("a go");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void handshakeThatIsNoneEndsTheConnection() {
        rig.with("tls", "implicit").certificates(keys).open();
        rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.send("HELO plain\r\n".repeat(10));
            assertThat(client.line()).endsWith(">");
        }
        assertThat(rig.protocols.post("toy").connections()).isZero();
    }

    @Test
    void rfc9051_11_1_theSuiteThatAllHave(@TempDir Path folder) throws Exception {
        rig.with("tls", "implicit").certificates(new Keys(folder, "RSA")).open();
        rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.startTls("x.test", new String[] {"TLSv1.2"}, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
            assertThat(client.line()).startsWith("a hello");
            assertThat(client.ask("TLS")).startsWith("a tls TLSv1.2");
        }
    }

    @Test
    void oldVersionsAreNotSpoken() throws Exception {
        rig.with("tls", "implicit").certificates(keys).open();
        rig.bind(new ToyProtocol("a"));
        try (Socket socket =
                new Socket(rig.address().getAddress(), rig.address().getPort())) {
            socket.setSoTimeout(10_000);
            // A ClientHello of TLS 1.0 that offers TLS_RSA_WITH_AES_128_CBC_SHA.
            byte[] hello = new byte[5 + 4 + 43];
            byte[] head = {22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 1};
            System.arraycopy(head, 0, hello, 0, head.length);
            hello[44] = 0;
            hello[45] = 2;
            hello[47] = 0x2f;
            hello[48] = 1;
            socket.getOutputStream().write(hello);
            // Alert, TLS record version, two bytes: fatal, protocol_version or handshake_failure.
            assertThat(socket.getInputStream().readNBytes(7))
                    .startsWith(21, 3)
                    .contains(2, org.assertj.core.api.Assertions.atIndex(5));
        }
    }

    @Test
    void unknownWordForTlsIsRefused() {
        rig.with("tls", "maybe");
        assertThatThrownBy(rig::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none, starttls or implicit");
    }
}
