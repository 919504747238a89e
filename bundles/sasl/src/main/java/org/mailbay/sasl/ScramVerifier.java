package org.mailbay.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password for SCRAM (RFC 5802 §3): enough to know who knows it, not enough to log in elsewhere.
 *
 * @param iterations that the client has to compute
 */
public record ScramVerifier(ScramHash hash, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
    /** Of the verifiers that are made here: the same for all, so that it tells nothing. RFC 7677 §4 wants 4,096 at least. */
    public static final int ITERATIONS = 16_384;

    private static final int SALT = 16;

    /** RFC 5803 §2 */
    private static final Pattern FORM =
            Pattern.compile("(SCRAM-SHA-1|SCRAM-SHA-256)[$]([0-9]{1,7}):([^$:]{1,200})[$]([^$:]{1,64}):([^$:]{1,64})");

    public ScramVerifier {
        if (salt.length == 0
                || iterations < 1
                || storedKey.length != hash.length()
                || serverKey.length != hash.length()) {
            throw new IllegalArgumentException("no verifier of " + hash);
        }
        salt = salt.clone();
        storedKey = storedKey.clone();
        serverKey = serverKey.clone();
    }

    /** Makes one, with a salt of its own. Takes {@link #ITERATIONS}. */
    public static ScramVerifier of(ScramHash hash, String password, RandomGenerator random) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        return of(hash, password, salt, ITERATIONS);
    }

    /**
     * Makes one with this salt.
     *
     * @param password not empty; it is prepared here
     */
    static ScramVerifier of(ScramHash hash, String password, byte[] salt, int iterations) {
        byte[] salted = hash.salted(Saslprep.password(password), salt, iterations);
        return new ScramVerifier(hash, salt, iterations, hash.hash(hash.clientKey(salted)), hash.serverKey(salted));
    }

    /**
     * One for a name that nobody has: the same each time, and no password fits it.
     *
     * @param key secret, kept as long as the directory
     * @param name normalised as names of users are
     */
    public static ScramVerifier madeUp(ScramHash hash, byte[] key, String name) {
        ScramHash sha256 = ScramHash.SHA_256;
        byte[] salt = Arrays.copyOf(sha256.hmac(key, "salt " + hash + ' ' + name), SALT);
        byte[] keys = sha256.hmac(key, "keys " + hash + ' ' + name);
        byte[] stored = Arrays.copyOf(keys, hash.length());
        return new ScramVerifier(hash, salt, ITERATIONS, stored, stored);
    }

    /** Reads {@link #toText}. */
    public static Optional<ScramVerifier> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ScramHash hash = matcher.group(1).equals(ScramHash.SHA_1.mechanism()) ? ScramHash.SHA_1 : ScramHash.SHA_256;
        Base64.Decoder base64 = Base64.getDecoder();
        try {
            return Optional.of(new ScramVerifier(
                    hash,
                    base64.decode(matcher.group(3)),
                    Integer.parseInt(matcher.group(2)),
                    base64.decode(matcher.group(4)),
                    base64.decode(matcher.group(5))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** For storing: RFC 5803 §2. */
    public String toText() {
        Base64.Encoder base64 = Base64.getEncoder();
        return hash.mechanism()
                + '$'
                + iterations
                + ':'
                + base64.encodeToString(salt)
                + '$'
                + base64.encodeToString(storedKey)
                + ':'
                + base64.encodeToString(serverKey);
    }

    /** Whether {@code proof} is of who knows the password (RFC 5802 §3). */
    boolean proves(byte[] proof, String authMessage) {
        if (proof.length != hash.length()) {
            return false;
        }
        byte[] clientKey = ScramHash.xor(proof, hash.hmac(storedKey, authMessage));
        return MessageDigest.isEqual(hash.hash(clientKey), storedKey);
    }

    /** ServerSignature of RFC 5802 §3. */
    byte[] signature(String authMessage) {
        return hash.hmac(serverKey, authMessage);
    }

    @Override
    public byte[] salt() {
        return salt.clone();
    }

    @Override
    public byte[] storedKey() {
        return storedKey.clone();
    }

    @Override
    public byte[] serverKey() {
        return serverKey.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramVerifier that
                && MessageDigest.isEqual(
                        toText().getBytes(StandardCharsets.US_ASCII),
                        that.toText().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }

    /** Shows nothing of the keys. */
    @Override
    public String toString() {
        return hash.mechanism();
    }
}
