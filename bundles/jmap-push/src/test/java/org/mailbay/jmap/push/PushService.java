package org.mailbay.jmap.push;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A push service on loopback, and the device behind it, which decrypts what arrives. */
final class PushService implements AutoCloseable {
    final KeyPair device = Curve.generate();

    final byte[] auth = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();

    /** What it answers, such as {@code 201 Created}. */
    volatile String answer = "201 Created";

    private final SSLContext tls = SSLContext.getInstance("TLS");

    private final SSLServerSocket door;

    private final Thread serving;

    /** A message as it came, with its fields' names in lower case. */
    record Arrived(String requestLine, Map<String, String> fields, byte[] body) {}

    PushService() throws Exception {
        Path folder = Files.createTempDirectory("push");
        Path store = folder.resolve("keys.p12");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("keytool: " + exit);
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        Files.delete(store);
        Files.delete(folder);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        trusted.setCertificateEntry("us", keys.getCertificate("mykey"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "secret".toCharArray());
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        tls.init(own.getKeyManagers(), others.getTrustManagers(), null);
        door = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0);
        serving = Thread.ofVirtual().start(this::serve);
    }

    SSLSocketFactory sockets() {
        return tls.getSocketFactory();
    }

    String url() {
        return "https://localhost:" + door.getLocalPort() + "/push/1";
    }

    String p256dh() {
        return Subscription.base64(Curve.encode((ECPublicKey) device.getPublic()));
    }

    private void serve() {
        while (!door.isClosed()) {
            try (SSLSocket socket = (SSLSocket) door.accept()) {
                Arrived message = read(socket.getInputStream());
                String said = answer; // the test may want another one as soon as it sees the message
                arrived.add(message);
                socket.getOutputStream()
                        .write(("HTTP/1.1 " + said + "\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                continue; // the next one
            }
        }
    }

    private static Arrived read(InputStream in) throws IOException {
        String request = line(in);
        Map<String, String> fields = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Arrived(request, fields, in.readNBytes(Integer.parseInt(fields.get("content-length"))));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("ended");
            }
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    /** The next message. */
    Arrived next() throws InterruptedException {
        Arrived next = arrived.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new IllegalStateException("nothing arrived");
        }
        return next;
    }

    /** What the device reads in a message (RFC 8291 §3, written from the receiver's side). */
    String read(Arrived message) throws GeneralSecurityException {
        ByteBuffer in = ByteBuffer.wrap(message.body());
        byte[] salt = new byte[16];
        in.get(salt);
        int record = in.getInt();
        byte[] theirs = new byte[in.get()];
        in.get(theirs);
        byte[] sealed = new byte[in.remaining()];
        in.get(sealed);
        if (sealed.length > record) {
            throw new GeneralSecurityException("more than one record");
        }
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(device.getPrivate());
        agreement.doPhase(Curve.decode(theirs), true);
        byte[] info = ByteBuffer.allocate(14 + 130)
                .put("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
                .put(Curve.encode((ECPublicKey) device.getPublic()))
                .put(theirs)
                .array();
        byte[] secret = derive(auth, agreement.generateSecret(), info, 32);
        byte[] key = derive(salt, secret, "Content-Encoding: aes128gcm\0".getBytes(StandardCharsets.US_ASCII), 16);
        byte[] nonce = derive(salt, secret, "Content-Encoding: nonce\0".getBytes(StandardCharsets.US_ASCII), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        byte[] plain = cipher.doFinal(sealed);
        return new String(Arrays.copyOf(plain, plain.length - 1), StandardCharsets.UTF_8);
    }

    private static byte[] derive(byte[] salt, byte[] secret, byte[] info, int length) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addSalt(salt)
                        .addIKM(secret)
                        .thenExpand(info, length));
    }

    @Override
    public void close() throws IOException {
        door.close();
        serving.interrupt();
    }
}
