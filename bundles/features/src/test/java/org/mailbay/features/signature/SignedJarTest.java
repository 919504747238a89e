package org.mailbay.features.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.features.Keys;

/** Whose signature counts, and what a signature must cover. */
class SignedJarTest {
    private static @TempDir Path shared;
    private static Keys keys;
    private static byte[] signed;
    private @TempDir Path folder;
    private Signers signers;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new Keys(shared);
        keys.make("friend");
        keys.make("stranger");
        keys.make("authority", "-ext", "bc:c");
        keys.make("employee");
        keys.issue("authority", "employee", "-ext", "eku=codeSigning");
        keys.make("website");
        keys.issue("authority", "website", "-ext", "eku=serverAuth");
        signed = keys.sign("friend", plain());
    }

    @BeforeEach
    void trust() throws Exception {
        signers = new Signers(folder.resolve("trusted"), InstantSource.system());
        signers.trust(keys.pem("friend"));
    }

    private static byte[] plain() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
                "META-INF/MANIFEST.MF",
                "Manifest-Version: 1.0\r\nX-Main: yes\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        files.put("a.txt", new byte[] {1, 2, 3});
        files.put("b.txt", new byte[] {4, 5, 6});
        return zip(files);
    }

    private static byte[] zip(Map<String, byte[]> files) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static Map<String, byte[]> unzip(byte[] jar) throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    private Signature read(byte[] jar) throws Exception {
        Path file = folder.resolve("the.jar");
        Files.write(file, jar);
        return new SignedJar().read(file.toFile(), signers, (path, bytes) -> {});
    }

    @Test
    void whatAFriendSignedIsTrusted() throws Exception {
        assertThat(read(signed))
                .isInstanceOfSatisfying(
                        Signature.Trusted.class, by -> assertThat(by.signer()).isEqualTo("CN=friend"));
        assertThat(read(plain())).isInstanceOf(Signature.None.class);
        assertThat(read(keys.sign("stranger", plain()))).isInstanceOf(Signature.Stranger.class);
        assertThat(signers.distrust(signers.trusted().keySet().iterator().next()))
                .isTrue();
        assertThat(read(signed)).isInstanceOf(Signature.Stranger.class);
        assertThat(signers.distrust("00")).isFalse();
    }

    @Test
    void anAuthorityVouchesForThoseWhoMaySignCode() throws Exception {
        assertThat(read(keys.sign("employee", plain()))).isInstanceOf(Signature.Stranger.class);
        signers.trust(keys.pem("authority"));
        assertThat(read(keys.sign("employee", plain()))).isInstanceOf(Signature.Trusted.class);
        assertThat(read(keys.sign("website", plain())))
                .isInstanceOfSatisfying(
                        Signature.Stranger.class, by -> assertThat(by.why()).contains("not for signing code"));
        signers = new Signers(
                folder.resolve("trusted"), InstantSource.fixed(Instant.now().plus(4000, ChronoUnit.DAYS)));
        assertThat(read(signed)).isInstanceOf(Signature.Stranger.class);
        assertThat(read(keys.sign("employee", plain()))).isInstanceOf(Signature.Stranger.class);
    }

    @Test
    void aFriendWhoIsNoAuthorityVouchesForNobody() throws Exception {
        keys.make("nephew");
        keys.issue("friend", "nephew");
        assertThat(read(keys.sign("nephew", plain()))).isInstanceOf(Signature.Stranger.class);
    }

    @Test
    void nothingMayBeChangedAddedOrTakenAway() throws Exception {
        Map<String, byte[]> files = unzip(signed);
        files.put("a.txt", new byte[] {9});
        assertThat(read(zip(files))).isInstanceOf(Signature.Broken.class);

        files = unzip(signed);
        files.put("c.txt", new byte[] {9});
        assertThat(read(zip(files))).isEqualTo(new Signature.Broken("not signed: [c.txt]"));

        files = unzip(signed);
        files.remove("b.txt");
        assertThat(read(zip(files))).isEqualTo(new Signature.Broken("signed, and taken out: [b.txt]"));

        // The platform alone would take this: each file by itself is as it was signed.
        files = unzip(signed);
        String manifest = new String(files.get("META-INF/MANIFEST.MF"), StandardCharsets.UTF_8);
        files.put(
                "META-INF/MANIFEST.MF",
                (manifest + "Name: d.txt\r\nX-More: 1\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        files.put("d.txt", new byte[] {9});
        assertThat(read(zip(files))).isInstanceOf(Signature.Broken.class);

        files = unzip(signed);
        files.put(
                "META-INF/MANIFEST.MF",
                manifest.replace("X-Main: yes", "X-Main: no").getBytes(StandardCharsets.UTF_8));
        assertThat(read(zip(files))).isInstanceOf(Signature.Broken.class);

        files = unzip(signed);
        files.keySet().removeIf(name -> name.endsWith(".EC") || name.endsWith(".SF"));
        assertThat(read(zip(files))).isInstanceOf(Signature.None.class);

        files = unzip(signed);
        files.keySet().removeIf(name -> name.endsWith(".EC"));
        assertThat(read(zip(files))).isInstanceOf(Signature.Broken.class);
    }

    @Test
    void aFileThatIsNoCertificateIsToldOf() throws Exception {
        Files.writeString(
                folder.resolve("trusted/x.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThat(read(signed))
                .isInstanceOfSatisfying(
                        Signature.Stranger.class, by -> assertThat(by.why()).contains("x.pem"));
    }
}
