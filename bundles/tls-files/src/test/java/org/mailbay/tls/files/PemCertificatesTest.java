package org.mailbay.tls.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PemCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

    private PemCertificates open(Map<String, Object> config) {
        return new PemCertificates(folder, config(config), (InstantSource) now::get);
    }

    private static PemCertificates.Config config(Map<String, Object> values) {
        return (PemCertificates.Config) Proxy.newProxyInstance(
                PemCertificates.Config.class.getClassLoader(),
                new Class<?>[] {PemCertificates.Config.class},
                (_, method, _) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private void put(String name, String host) throws Exception {
        SelfSigned made = SelfSigned.make(host, NOW, new SecureRandom());
        Files.write(
                folder.resolve(name + ".crt"),
                new Pem("CERTIFICATE", made.certificate().getEncoded()).toBytes());
        Files.write(
                folder.resolve(name + ".key"), new Pem("PRIVATE KEY", made.key().getEncoded()).toBytes());
    }

    @Test
    void firstStartMakesACertificateThatLasts() throws Exception {
        folder = folder.resolve("tls");
        PemCertificates first = open(Map.of("hostname", "Mail.Example.Test"));
        X509Certificate made = handshake(first, "mail.example.test");
        assertThat(made.getSubjectAlternativeNames().stream().map(Object::toString))
                .contains("[2, mail.example.test]", "[2, localhost]", "[7, 127.0.0.1]");
        assertThat(made.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("self-signed.key"))))
                .isEqualTo("rw-------");
        assertThat(first.execute().getStatus()).isEqualTo(Result.Status.OK);
        first.close();
        PemCertificates second = open(Map.of("hostname", "mail.example.test"));
        assertThat(handshake(second, "localhost")).isEqualTo(made);
        second.close();
    }

    @Test
    void serverNameChooses() throws Exception {
        put("a", "a.example.test");
        put("wild", "*.example.test");
        PemCertificates certificates = open(Map.of());
        assertThat(subject(certificates, "a.example.test")).isEqualTo("CN=a.example.test");
        assertThat(subject(certificates, "A.EXAMPLE.test")).isEqualTo("CN=a.example.test");
        assertThat(subject(certificates, "b.example.test")).isEqualTo("CN=*.example.test");
        assertThat(subject(certificates, "x.b.example.test")).isEqualTo("CN=a.example.test");
        assertThat(subject(certificates, "")).isEqualTo("CN=a.example.test");
        assertThat(Files.exists(folder.resolve("self-signed.crt"))).isFalse();
        certificates.close();
    }

    @Test
    void listDecidesWhatIsTheDefault() throws Exception {
        put("a", "a.example.test");
        put("b", "b.example.test");
        PemCertificates certificates = open(Map.of("pairs", new String[] {"b.crt:b.key", "a.crt : a.key"}));
        assertThat(subject(certificates, "")).isEqualTo("CN=b.example.test");
        assertThat(subject(certificates, "a.example.test")).isEqualTo("CN=a.example.test");
        certificates.close();
    }

    @Test
    void changedFilesAreTakenAndBrokenOnesAreNot() throws Exception {
        put("a", "old.example.test");
        PemCertificates certificates = open(Map.of("checkSeconds", 1));
        long generation = certificates.generation();
        String alias = certificates.keyManager().chooseEngineServerAlias("EC", null, null);
        put("b", "other.example.test");
        Files.copy(folder.resolve("b.key"), folder.resolve("a.key"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        awaitGeneration(certificates, generation);
        assertThat(subject(certificates, "old.example.test")).isEqualTo("CN=old.example.test");
        assertThat(subject(certificates, "other.example.test")).isEqualTo("CN=other.example.test");
        assertThat(certificates.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(certificates.execute().toString()).contains("the key is not the certificate's");
        assertThat(certificates.keyManager().getPrivateKey(alias)).isNotNull();
        generation = certificates.generation();
        put("a", "new.example.test");
        awaitGeneration(certificates, generation);
        assertThat(subject(certificates, "new.example.test")).isEqualTo("CN=new.example.test");
        assertThat(certificates.execute().getStatus()).isEqualTo(Result.Status.OK);
        certificates.close();
    }

    private static void awaitGeneration(PemCertificates certificates, long before) throws InterruptedException {
        for (int i = 0; i < 500 && certificates.generation() == before; i++) {
            Thread.sleep(10);
        }
        assertThat(certificates.generation()).isGreaterThan(before);
    }

    @Test
    void unusableFilesAreSaidAndReplacedByASelfSignedOne() throws Exception {
        Files.writeString(folder.resolve("a.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.writeString(folder.resolve("a.key"), "no key");
        Files.writeString(folder.resolve("b.crt"), "nothing");
        PemCertificates certificates = open(Map.of("hostname", "h.test"));
        assertThat(subject(certificates, "")).isEqualTo("CN=h.test");
        assertThat(certificates.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(certificates.execute().toString()).contains("Certificate a", "Certificate b");
        certificates.close();
    }

    @Test
    void healthLooksAtTheEnd() throws Exception {
        put("a", "a.test");
        PemCertificates certificates = open(Map.of());
        now.set(NOW.plus(Duration.ofDays(3645)));
        assertThat(certificates.execute().getStatus()).isEqualTo(Result.Status.WARN);
        now.set(NOW.plus(Duration.ofDays(3651)));
        assertThat(certificates.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        certificates.close();
    }

    @Test
    void oldKeyFormsAreRead() throws Exception {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            KeyStore store = keytool(algorithm);
            byte[] certificate = store.getCertificate("k").getEncoded();
            byte[] pkcs8 = store.getKey("k", "changeit".toCharArray()).getEncoded();
            String chain = new Pem("CERTIFICATE", certificate).toString();
            Pair modern = Pair.of("modern", "text before\n" + chain, new Pem("PRIVATE KEY", pkcs8).toString());
            assertThat(modern.keyType()).isEqualTo(algorithm);
            if (!algorithm.equals("EdDSA")) {
                // The last value of PKCS #8 is the old form in an OCTET STRING.
                byte[] old = octets(pkcs8);
                assertThat(Pair.of("old", chain, new Pem(algorithm + " PRIVATE KEY", old).toString())
                                .key())
                        .isEqualTo(modern.key());
            }
        }
    }

    private static byte[] octets(byte[] pkcs8) {
        ByteBuffer in = ByteBuffer.wrap(pkcs8);
        skipHead(in);
        in.position(in.position() + 3);
        int algorithm = skipHead(in);
        in.position(in.position() + algorithm);
        byte[] inner = new byte[skipHead(in)];
        in.get(inner);
        return inner;
    }

    private static int skipHead(ByteBuffer in) {
        in.get();
        int size = in.get() & 0xff;
        if (size < 128) {
            return size;
        }
        int length = 0;
        for (int i = 0; i < (size & 0x7f); i++) {
            length = length << 8 | in.get() & 0xff;
        }
        return length;
    }

    private KeyStore keytool(String algorithm) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve(algorithm + ".p12");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=x.test",
                        "-alias",
                        "k",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        return store;
    }

    @Test
    void pemIsWhatOthersWrite() {
        Pem pem = new Pem("CERTIFICATE", "x".repeat(100).getBytes(StandardCharsets.US_ASCII));
        assertThat(pem.toString().lines()).allMatch(line -> line.length() <= 64);
        assertThat(Pem.parse("a\n" + pem.toString().replace("\n", "\r\n") + "b\n" + pem))
                .hasSize(2)
                .allMatch(block -> block.content().length == 100);
    }

    private static String subject(PemCertificates certificates, String serverName) throws Exception {
        return handshake(certificates, serverName).getSubjectX500Principal().getName();
    }

    /** A whole handshake in memory; the client trusts exactly what the server has. */
    private static X509Certificate handshake(PemCertificates certificates, String serverName) throws Exception {
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(new KeyManager[] {certificates.keyManager()}, null, null);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String alias : certificates.keyManager().getServerAliases("EC", null)) {
            trusted.setCertificateEntry(alias, certificates.keyManager().getCertificateChain(alias)[0]);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        SSLEngine a = server.createSSLEngine();
        a.setUseClientMode(false);
        SSLEngine b = client.createSSLEngine();
        b.setUseClientMode(true);
        if (!serverName.isEmpty()) {
            SSLParameters parameters = b.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            b.setSSLParameters(parameters);
        }
        ByteBuffer toServer = ByteBuffer.allocate(100_000);
        ByteBuffer toClient = ByteBuffer.allocate(100_000);
        for (int i = 0; i < 100 && !(done(a) && done(b)); i++) {
            turn(b, toClient, toServer);
            turn(a, toServer, toClient);
        }
        return (X509Certificate) b.getSession().getPeerCertificates()[0];
    }

    private static boolean done(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && !engine.getSession().getProtocol().equals("NONE");
    }

    private static void turn(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer application = ByteBuffer.allocate(100_000);
        in.flip();
        while (in.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            engine.unwrap(in, application);
            run(engine);
        }
        in.compact();
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                || (!done(engine)
                        && engine.getUseClientMode()
                        && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING)) {
            engine.wrap(ByteBuffer.allocate(0), out);
            run(engine);
        }
    }

    private static void run(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
