package org.mailbay.sasl;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SCRAM without channel binding (RFC 5802 §5): the server has to prove itself too. */
final class ScramClient extends ClientExchange {
    /** RFC 7677 §4 has no less; what is computed for a stranger has an end. */
    private static final int MIN_ITERATIONS = 4_096;

    private static final int MAX_ITERATIONS = 2_000_000;

    private static final Pattern FIRST = Pattern.compile(
            "r=([\\x21-\\x2b\\x2d-\\x7e]{1,1024}),s=([A-Za-z0-9+/=]{1,1024}),i=([0-9]{1,7})(?:,[A-Za-z]=[^,\0]+){0,8}");

    private static final Pattern FINAL = Pattern.compile("v=([A-Za-z0-9+/=]{1,64})(?:,[A-Za-z]=[^,\0]+){0,8}");

    /** The client binds no channel (RFC 5802 §6). */
    private static final String HEADER = "n,,";

    private final ScramHash hash;
    private final String password;
    private final String nonce;
    private final String firstBare;
    private boolean sent;
    private byte @Nullable [] signature;
    private boolean complete;

    ScramClient(ScramHash hash, String name, String password, String nonce) {
        super(hash.mechanism());
        this.hash = hash;
        this.password = password;
        this.nonce = nonce;
        this.firstBare = "n=" + Gs2Header.escaped(Saslprep.prepare(name).orElse(name)) + ",r=" + nonce;
    }

    @Override
    public Optional<byte[]> initial() {
        sent = true;
        return Optional.of(Text.bytes(HEADER + firstBare));
    }

    @Override
    public byte[] next(byte[] challenge) throws MalformedException {
        if (!sent) {
            if (challenge.length > 0) {
                throw new MalformedException("the client speaks first");
            }
            sent = true;
            return Text.bytes(HEADER + firstBare);
        }
        if (complete) {
            throw new MalformedException("nothing more expected");
        }
        String message = Text.of(challenge);
        return signature == null ? prove(message) : check(message, signature);
    }

    private byte[] prove(String message) throws MalformedException {
        Matcher matcher = FIRST.matcher(message);
        if (!matcher.matches()
                || !matcher.group(1).startsWith(nonce)
                || matcher.group(1).equals(nonce)) {
            throw new MalformedException("server-first-message expected"); // RFC 5802 §5.1: it begins with our nonce
        }
        int iterations = Integer.parseInt(matcher.group(3));
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new MalformedException("iterations: " + iterations);
        }
        byte[] salted = hash.salted(Saslprep.password(password), Response.base64(matcher.group(2)), iterations);
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(Text.bytes(HEADER)) + ",r=" + matcher.group(1);
        String authMessage = firstBare + ',' + message + ',' + withoutProof;
        byte[] clientKey = hash.clientKey(salted);
        byte[] proof = ScramHash.xor(clientKey, hash.hmac(hash.hash(clientKey), authMessage));
        signature = hash.hmac(hash.serverKey(salted), authMessage);
        return Text.bytes(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
    }

    private byte[] check(String message, byte[] expected) throws MalformedException {
        Matcher matcher = FINAL.matcher(message);
        if (!matcher.matches()) {
            throw new MalformedException("refused, or no server-final-message");
        }
        if (!MessageDigest.isEqual(expected, Response.base64(matcher.group(1)))) {
            throw new MalformedException("the server does not know the password");
        }
        complete = true;
        return new byte[0];
    }

    @Override
    public boolean isComplete() {
        return complete;
    }
}
