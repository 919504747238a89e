package org.mailbay.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.mailauth.TagList;

/**
 * A key as DNS has it (RFC 6376 §3.6.1).
 *
 * @param key null when it was revoked
 * @param type {@code rsa} or {@code ed25519}
 * @param hashes that it may be used with; empty for all
 * @param flags {@code y}: the domain tests; {@code s}: not for subdomains
 */
public record DkimKey(@Nullable PublicKey key, String type, List<String> hashes, List<String> flags) {
    private static final byte[] ED25519 = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    /** SEQUENCE of rsaEncryption and NULL (RFC 3279 §2.3.1). */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    private static final int MOST_BYTES = 4_096;

    public DkimKey {
        hashes = List.copyOf(hashes);
        flags = List.copyOf(flags);
    }

    /** Reads a record; empty when it is no key for mail that can be used. */
    public static Optional<DkimKey> parse(String text) {
        Optional<TagList> parsed = text.length() > 2 * MOST_BYTES ? Optional.empty() : TagList.parse(text);
        if (parsed.isEmpty() || !parsed.get().get("p").isPresent()) {
            return Optional.empty();
        }
        TagList tags = parsed.get();
        boolean isVersion = tags.get("v").isEmpty()
                || tags.get("v").get().equals("DKIM1")
                        && tags.tags().keySet().iterator().next().equals("v");
        List<String> services = list(tags.get("s").orElse("*"));
        if (!isVersion || !services.contains("*") && !services.contains("email")) {
            return Optional.empty();
        }
        String type = tags.get("k").orElse("rsa");
        List<String> hashes = tags.get("h").map(DkimKey::list).orElse(List.of());
        List<String> flags = tags.get("t").map(DkimKey::list).orElse(List.of());
        String value = tags.compact("p").orElse("");
        if (value.isEmpty()) {
            return Optional.of(new DkimKey(null, type, hashes, flags)); // RFC 6376 §3.6.1: revoked
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(value);
            return Optional.of(new DkimKey(key(type, bytes), type, hashes, flags));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(":", 50)).map(TagList::strip).toList();
    }

    private static PublicKey key(String type, byte[] bytes) throws GeneralSecurityException {
        switch (type) {
            case "ed25519" -> { // RFC 8463 §4
                if (bytes.length != 32) {
                    throw new GeneralSecurityException("length");
                }
                return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(join(ED25519, bytes)));
            }
            case "rsa" -> {
                KeyFactory keys = KeyFactory.getInstance("RSA");
                try {
                    return keys.generatePublic(new X509EncodedKeySpec(bytes));
                } catch (GeneralSecurityException e) {
                    // RFC 6376 §3.6.1 names RSAPublicKey, and its examples SubjectPublicKeyInfo
                    byte[] bits = element(0x03, join(new byte[] {0}, bytes));
                    return keys.generatePublic(new X509EncodedKeySpec(element(0x30, join(RSA, bits))));
                }
            }
            default -> throw new GeneralSecurityException("type");
        }
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
        out.write(tag);
        byte[] length = BigInteger.valueOf(content.length).toByteArray();
        if (content.length >= 0x80) {
            out.write(0x80 | length.length);
        }
        out.writeBytes(length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] out = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, out, first.length, second.length);
        return out;
    }

    /** Length in bits; 0 when it was revoked. */
    public int bits() {
        return switch (key) {
            case null -> 0;
            case RSAPublicKey rsa -> rsa.getModulus().bitLength();
            default -> 256;
        };
    }

    /** Why it cannot be used with any signature; empty when it can. */
    public String objection() {
        if (key == null) {
            return "the key was revoked";
        }
        if (key instanceof RSAPublicKey rsa) {
            int bits = bits();
            if (bits < 1024 || bits > 4096) { // RFC 8301 §3.2
                return "the key has " + bits + " bits";
            }
            if (rsa.getPublicExponent().bitLength() > 64) {
                return "the exponent of the key is too large";
            }
        }
        return "";
    }

    /** Whether the signature is right; {@code data} is what was signed. */
    public boolean verify(byte[] data, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(type.equals("rsa") ? "SHA256withRSA" : "Ed25519");
            verifier.initVerify(key);
            // RFC 8463 §3: Ed25519 signs the hash
            verifier.update(type.equals("rsa") ? data : BodyHash.sha256().digest(data));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The record to publish for a key, in one piece. */
    public static String record(PublicKey key) {
        byte[] encoded = key.getEncoded();
        boolean isRsa = key instanceof RSAPublicKey;
        byte[] value = isRsa ? encoded : Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        return "v=DKIM1; k=" + (isRsa ? "rsa" : "ed25519") + "; p="
                + Base64.getEncoder().encodeToString(value);
    }
}
