package org.mailbay.features.candidate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.mailbay.admin.spi.AdminProblem;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A jar that shall run, looked at before anything is touched.
 *
 * @param sha256 of its bytes, in hexadecimal
 * @param headers of its manifest
 */
public record Candidate(String name, Version version, String sha256, byte[] bytes, Map<String, String> headers) {
    /** Manifest header: {@code exclusive} when two revisions cannot run together, as they hold a lock or a port. */
    public static final String UPDATE = "Mailbay-Update";

    /** Manifest header of a bundle that has nothing but defaults for others' configurations. */
    public static final String DEFAULTS = "Mailbay-Defaults";

    private static final int MOST_BYTES = 256 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    /**
     * Reads a jar.
     *
     * @throws AdminProblem when it is not a bundle that can be exchanged
     */
    public static Candidate read(byte[] bytes) throws AdminProblem {
        if (bytes.length == 0 || bytes.length > MOST_BYTES) {
            throw new AdminProblem(400, "no-bundle", "Send a bundle of 1 to " + MOST_BYTES + " bytes.");
        }
        Map<String, String> headers = headers(bytes);
        String name = headers.getOrDefault(Constants.BUNDLE_SYMBOLICNAME, "")
                .split(";")[0]
                .strip();
        if (!NAME.matcher(name).matches()) {
            throw new AdminProblem(400, "no-bundle", "The jar has no Bundle-SymbolicName: it is no bundle.");
        }
        if (headers.containsKey(Constants.FRAGMENT_HOST)) {
            throw new AdminProblem(409, "fragment", name + " is a fragment: replace its host.");
        }
        if (!headers.containsKey("Service-Component")
                && !headers.containsKey(Constants.BUNDLE_ACTIVATOR)
                && !headers.containsKey(Constants.EXPORT_PACKAGE)
                && !headers.containsKey(DEFAULTS)) {
            throw new AdminProblem(
                    409,
                    "does-nothing",
                    name + " has no component, no activator and no package for others: nothing of it would ever run.");
        }
        try {
            Version version = Version.parseVersion(headers.get(Constants.BUNDLE_VERSION));
            return new Candidate(name, version, sha256(bytes), bytes, headers);
        } catch (IllegalArgumentException e) {
            throw new AdminProblem(400, "no-bundle", name + " has no proper Bundle-Version: " + e.getMessage());
        }
    }

    /** The packages that it exports. */
    public List<String> exports() {
        return Clauses.names(headers.getOrDefault(Constants.EXPORT_PACKAGE, ""));
    }

    /** Whether no other revision may run at the same time. */
    public boolean isExclusive() {
        return isExclusive(headers.get(UPDATE));
    }

    /** Whether a manifest says so. */
    public static boolean isExclusive(@org.jspecify.annotations.Nullable String header) {
        return header != null && header.strip().equals("exclusive");
    }

    private static Map<String, String> headers(byte[] bytes) throws AdminProblem {
        try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(bytes))) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw new AdminProblem(400, "no-bundle", "The jar has no manifest: it is no bundle.");
            }
            Map<String, String> headers = new HashMap<>();
            manifest.getMainAttributes().forEach((key, value) -> headers.put(key.toString(), value.toString()));
            return headers;
        } catch (IOException e) {
            throw new AdminProblem(400, "no-bundle", "This is no jar: " + e.getMessage());
        }
    }

    /** SHA-256, in hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
