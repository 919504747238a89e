package org.mailbay.itests.features;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** An author of bundles, with a key that the platform's own tool made. */
public final class Signer {
    private static final String PASSWORD = "changeit";

    private final Path store;
    private final String name;

    public Signer(Path folder, String name) throws IOException, InterruptedException {
        this.store = Files.createDirectories(folder).resolve(name + ".p12");
        this.name = name;
        keytool("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name);
    }

    /** The certificate, in PEM. */
    public Path certificate() throws IOException, InterruptedException {
        Path file = store.resolveSibling(name + ".pem");
        keytool("-exportcert", "-rfc", "-file", file.toString());
        return file;
    }

    /** A signed copy. */
    public Path sign(Path jar) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var entry =
                (KeyStore.PrivateKeyEntry) keys.getEntry(name, new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(Arrays.asList(entry.getCertificateChain()));
        Path signed = store.resolveSibling("signed-by-" + name + "-" + jar.getFileName());
        try (ZipFile zip = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            new JarSigner.Builder(entry.getPrivateKey(), path).build().sign(zip, out);
        }
        return signed;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-alias", name, "-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(store.resolveSibling(name + ".log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + Files.readString(store.resolveSibling(name + ".log")));
        }
    }
}
