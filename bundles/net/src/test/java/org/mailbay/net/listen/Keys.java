package org.mailbay.net.listen;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.mailbay.tls.Certificates;

/** One self-signed certificate, made by the JDK's keytool. */
final class Keys extends X509ExtendedKeyManager implements Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    final AtomicLong generation = new AtomicLong(1);
    private final String type;
    private final PrivateKey key;
    private final X509Certificate[] chain;

    Keys(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        this(folder, "EC");
    }

    /** @param type of key: {@code EC} or {@code RSA} */
    Keys(Path folder, String type) throws IOException, InterruptedException, GeneralSecurityException {
        this.type = type;
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        type,
                        type.equals("EC") ? "-groupname" : "-keysize",
                        type.equals("EC") ? "secp256r1" : "2048",
                        "-dname",
                        "CN=toy.test",
                        "-alias",
                        "toy",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException(Files.readString(folder.resolve("log")));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        key = (PrivateKey) store.getKey("toy", PASSWORD);
        chain = new X509Certificate[] {(X509Certificate) store.getCertificate("toy")};
    }

    @Override
    public X509ExtendedKeyManager keyManager() {
        return this;
    }

    @Override
    public long generation() {
        return generation.get();
    }

    @Override
    public String chooseEngineServerAlias(String wanted, Principal[] issuers, SSLEngine engine) {
        return wanted.equals(type) ? "toy" : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
        return new String[] {"toy"};
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
        return new String[0];
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return null;
    }
}
