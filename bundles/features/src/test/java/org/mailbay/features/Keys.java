package org.mailbay.features;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Signers of bundles, made by the platform's own tools. */
public final class Keys {
    private static final String PASSWORD = "changeit";
    private final Path folder;

    public Keys(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
    }

    /** A new self-signed key. */
    public void make(String alias, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "-genkeypair", "-alias", alias, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + alias));
        command.addAll(Arrays.asList(more));
        keytool(command);
    }

    /** Has the certificate of {@code alias} issued by {@code issuer}. */
    public void issue(String issuer, String alias, String... more) throws Exception {
        Path request = folder.resolve(alias + ".csr");
        Path issued = folder.resolve(alias + ".crt");
        keytool(List.of("-certreq", "-alias", alias, "-file", request.toString()));
        List<String> command = new ArrayList<>(
                List.of("-gencert", "-alias", issuer, "-infile", request.toString(), "-outfile", issued.toString()));
        command.addAll(Arrays.asList(more));
        keytool(command);
        keytool(List.of("-importcert", "-noprompt", "-alias", alias, "-file", issued.toString()));
    }

    public byte[] pem(String alias) throws Exception {
        Path file = folder.resolve(alias + ".pem");
        keytool(List.of("-exportcert", "-rfc", "-alias", alias, "-file", file.toString()));
        return Files.readAllBytes(file);
    }

    public byte[] sign(String alias, byte[] jar) throws Exception {
        KeyStore store = KeyStore.getInstance(folder.resolve("keys").toFile(), PASSWORD.toCharArray());
        var entry = (KeyStore.PrivateKeyEntry)
                store.getEntry(alias, new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(Arrays.asList(entry.getCertificateChain()));
        Path from = folder.resolve("unsigned.jar");
        Files.write(from, jar);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipFile zip = new ZipFile(from.toFile())) {
            new JarSigner.Builder(entry.getPrivateKey(), path).build().sign(zip, out);
        }
        return out.toByteArray();
    }

    private void keytool(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-keystore", folder.resolve("keys").toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + text);
            }
        }
    }
}
