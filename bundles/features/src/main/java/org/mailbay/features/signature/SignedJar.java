package org.mailbay.features.signature;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A jar read once, from end to end, with its signatures checked by the platform and, beyond that, that they cover everything.
 *
 * <p>The platform takes each file by itself: files without signature, files that were taken out, and main attributes that were changed
 * all pass it. Here a jar is signed as a whole, or it is {@link Signature.Broken}.
 */
public final class SignedJar {
    private static final String DIGEST_MANIFEST = "-digest-manifest";
    private static final long MOST_BYTES = 1L << 30;
    private static final int MOST_ENTRIES = 100_000;

    private final Map<String, String> headers = new TreeMap<>();
    private final Set<String> unsigned = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private @Nullable CodeSigner[] signers;
    private boolean differing;

    /** Is shown each file that is no folder and no signature. */
    public interface Visitor {
        void visit(String path, byte[] bytes) throws IOException;
    }

    /**
     * Reads the jar.
     *
     * @throws IOException when it is no jar, or one that two readers could read differently
     */
    public Signature read(File file, Signers trusted, Visitor visitor) throws IOException {
        try (JarFile jar = new JarFile(file, true, JarFile.OPEN_READ)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw new IOException("it has no manifest");
            }
            manifest.getMainAttributes().forEach((key, value) -> headers.put(key.toString(), value.toString()));
            Map<String, byte[]> signatureFiles = new TreeMap<>();
            byte[] manifestBytes = {};
            long total = 0;
            for (var entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (!names.add(name) || names.size() > MOST_ENTRIES) {
                    throw new IOException("it has " + name + " twice, or more than " + MOST_ENTRIES + " files");
                }
                if (entry.isDirectory()) {
                    continue;
                }
                byte[] bytes = bytes(jar, entry, MOST_BYTES - total);
                total += bytes.length;
                String upper = name.toUpperCase(Locale.ROOT);
                if (upper.equals(JarFile.MANIFEST_NAME)) {
                    manifestBytes = bytes;
                } else if (upper.startsWith("META-INF/") && upper.endsWith(".SF")) {
                    signatureFiles.put(name, bytes);
                } else if (!isSignature(upper)) {
                    note(entry);
                    visitor.visit(name, bytes);
                }
            }
            if (signatureFiles.isEmpty()) {
                return new Signature.None();
            }
            String gap = gap(manifest, manifestBytes, signatureFiles.values());
            return gap.isEmpty() ? judge(trusted) : new Signature.Broken(gap);
        } catch (SecurityException e) {
            return new Signature.Broken("it was changed after it was signed: " + e.getMessage());
        }
    }

    /** The main attributes of its manifest. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    private static byte[] bytes(JarFile jar, JarEntry entry, long most) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] buffer = new byte[16 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (out.size() > most) {
                    throw new IOException("it holds more than " + MOST_BYTES + " bytes");
                }
            }
        }
        return out.toByteArray();
    }

    private static boolean isSignature(String upper) {
        return upper.startsWith("META-INF/")
                && upper.indexOf('/', 9) < 0
                && (upper.endsWith(".RSA")
                        || upper.endsWith(".DSA")
                        || upper.endsWith(".EC")
                        || upper.startsWith("META-INF/SIG-"));
    }

    private void note(JarEntry entry) {
        CodeSigner[] found = entry.getCodeSigners();
        if (found == null || found.length == 0) {
            unsigned.add(entry.getName());
        } else if (signers == null) {
            signers = found;
        } else {
            differing |= !Set.of(signers).equals(Set.of(found));
        }
    }

    /** What the signatures leave open; empty when nothing. */
    private String gap(Manifest manifest, byte[] manifestBytes, Iterable<byte[]> signatureFiles) throws IOException {
        List<String> gone = new ArrayList<>(manifest.getEntries().keySet());
        gone.removeIf(names::contains);
        if (signers == null) {
            return "no file of it has a signature that holds (is its algorithm still allowed?)";
        }
        if (!unsigned.isEmpty()) {
            return "not signed: " + unsigned.stream().sorted().limit(3).toList();
        }
        if (differing) {
            return "its files are signed by different signers";
        }
        if (!gone.isEmpty()) {
            return "signed, and taken out: " + gone.stream().sorted().limit(3).toList();
        }
        for (byte[] bytes : signatureFiles) {
            if (!coversAll(bytes, manifestBytes)) {
                return "its manifest was changed after it was signed";
            }
        }
        return "";
    }

    /** Whether a signature file has a digest of the manifest as a whole, main attributes included. */
    private static boolean coversAll(byte[] signatureFile, byte[] manifest) throws IOException {
        Attributes main = new Manifest(new java.io.ByteArrayInputStream(signatureFile)).getMainAttributes();
        for (Map.Entry<Object, Object> attribute : main.entrySet()) {
            String key = attribute.getKey().toString().toLowerCase(Locale.ROOT);
            if (key.startsWith("sha-") && key.endsWith(DIGEST_MANIFEST)) {
                String algorithm = key.substring(0, key.length() - DIGEST_MANIFEST.length());
                try {
                    byte[] said =
                            Base64.getDecoder().decode(attribute.getValue().toString());
                    return !algorithm.equals("sha-1")
                            && MessageDigest.isEqual(
                                    said, MessageDigest.getInstance(algorithm).digest(manifest));
                } catch (GeneralSecurityException | IllegalArgumentException e) {
                    return false;
                }
            }
        }
        return false;
    }

    private Signature judge(Signers trusted) {
        Signature best = new Signature.None();
        for (CodeSigner signer : signers == null ? new CodeSigner[0] : Arrays.copyOf(signers, signers.length)) {
            best = trusted.judge(signer.getSignerCertPath());
            if (best instanceof Signature.Trusted) {
                return best;
            }
        }
        return best;
    }
}
