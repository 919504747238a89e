package org.mailbay.itests.transcripts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A push service on loopback (RFC 8030), with a certificate that servers started with {@link #trust} believe. */
final class PushReceiver implements AutoCloseable {
    private static final String PASSWORD = "transcript";
    private static final int PATIENCE = 20_000;

    /** The second message to such a path is too much for a while. */
    private static final String BUSY = "?busy";

    private final Path keys;
    private final SSLServerSocket door;
    private final Thread serving;
    private final Map<String, BlockingQueue<Push>> arrived = new ConcurrentHashMap<>();

    /** Of those that are busy. */
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** A message as it came; names of fields in lower case. */
    record Push(String requestLine, Map<String, String> fields, byte[] body) {}

    PushReceiver(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        keys = folder.resolve("push.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        int exit = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keys.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("keytool: " + exit);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), null, null);
        door = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0);
        serving = Thread.ofVirtual().name("push-receiver").start(this::serve);
    }

    /** Options of a JVM that trusts this receiver and nobody else. */
    List<String> trust() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + keys,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-Djavax.net.ssl.trustStoreType=PKCS12");
    }

    String origin() {
        return "https://localhost:" + door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try (SSLSocket socket = (SSLSocket) door.accept()) {
                socket.setSoTimeout(PATIENCE);
                Push push = read(socket.getInputStream());
                String path = push.requestLine().split(" ")[1];
                String answer = path.endsWith(BUSY) && counts.merge(path, 1, Integer::sum) == 2
                        ? "429 Too Many Requests\r\nRetry-After: 3"
                        : "201 Created";
                at(path).add(push);
                socket.getOutputStream()
                        .write(("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                continue; // the next one
            }
        }
    }

    private BlockingQueue<Push> at(String path) {
        return arrived.computeIfAbsent(path, _ -> new LinkedBlockingQueue<>());
    }

    /** The next message to a path; null when none comes in time, or at once when {@code wait} is false. */
    Push next(String path, boolean wait) throws InterruptedException {
        return wait ? at(path).poll(PATIENCE, TimeUnit.MILLISECONDS) : at(path).poll();
    }

    private static Push read(InputStream in) throws IOException {
        String request = line(in);
        Map<String, String> fields = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Push(request, fields, in.readNBytes(Integer.parseInt(fields.get("content-length"))));
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

    @Override
    public void close() throws IOException {
        door.close();
        serving.interrupt();
    }
}
