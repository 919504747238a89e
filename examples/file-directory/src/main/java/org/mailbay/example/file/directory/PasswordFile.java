package org.mailbay.example.file.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines {@code address:iterations:salt:hash}, the last two in hexadecimal: PBKDF2 with HMAC-SHA-256, 32 bytes.
 *
 * <p>Read anew when the file is another one. A file that cannot be read is said once, and lets nobody in: fail closed.
 */
final class PasswordFile {
    /** How versions of passwords from here begin, so that those of others are told from them. */
    static final String VERSION = "file-";

    private static final Logger LOG = LoggerFactory.getLogger(PasswordFile.class);
    private static final int HASH_BYTES = 32;
    private static final int MOST_ITERATIONS = 10_000_000;

    private record Line(int iterations, byte[] salt, byte[] hash, String version) {}

    private final Path file;
    private String seen = "";
    private long revision;
    private Map<String, Line> lines = Map.of();

    PasswordFile(Path file) {
        this.file = file;
        refresh();
    }

    /** The version of the password, when it is this address's. */
    Optional<String> check(String address, String password) {
        Line line = line(address);
        return line != null && MessageDigest.isEqual(line.hash, hash(password, line.salt, line.iterations))
                ? Optional.of(line.version)
                : Optional.empty();
    }

    /** Whether the password that had this version still opens. */
    boolean isCurrent(String address, String version) {
        Line line = line(address);
        return line != null && line.version.equals(version);
    }

    /** Another number whenever the file is another one. */
    synchronized long revision() {
        refresh();
        return revision;
    }

    private synchronized @org.jspecify.annotations.Nullable Line line(String address) {
        refresh();
        return lines.get(address);
    }

    private void refresh() {
        String now;
        try {
            now = Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException e) {
            now = "unreadable: " + e;
        }
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        revision++;
        try {
            lines = read();
        } catch (IOException | IllegalArgumentException e) {
            lines = Map.of();
            LOG.error("event=password-file outcome=failed file={} reason=\"{}\"", file, e.toString());
        }
    }

    private Map<String, Line> read() throws IOException {
        Map<String, Line> read = new LinkedHashMap<>();
        for (String text : Files.readAllLines(file)) {
            if (text.isBlank() || text.startsWith("#")) {
                continue;
            }
            String[] parts = text.strip().split(":");
            int iterations = parts.length == 4 ? Integer.parseInt(parts[1]) : 0;
            if (iterations < 1 || iterations > MOST_ITERATIONS) {
                throw new IllegalArgumentException(
                        "line " + (read.size() + 1) + " is not address:iterations:salt:hash");
            }
            byte[] hash = HexFormat.of().parseHex(parts[3]);
            String version = VERSION + HexFormat.of().formatHex(Arrays.copyOf(hash, 8));
            read.put(
                    parts[0].toLowerCase(Locale.ROOT),
                    new Line(iterations, HexFormat.of().parseHex(parts[2]), hash, version));
        }
        return read;
    }

    static byte[] hash(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * 8))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2", e);
        }
    }
}
