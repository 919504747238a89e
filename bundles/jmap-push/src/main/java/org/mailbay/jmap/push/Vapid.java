package org.mailbay.jmap.push;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells push services who sends (RFC 8292): one key of this server, and for each service a token that is used for half a day. */
final class Vapid {
    private static final long LIFE = Duration.ofHours(12).toSeconds();

    private static final int MAX_TOKENS = 1_000;

    private final PrivateKey key;

    private final byte[] point;

    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    private record Token(String text, long until) {}

    /** The key that {@link #make} made. */
    Vapid(byte[] stored) throws GeneralSecurityException {
        this.point = Arrays.copyOf(stored, Curve.POINT);
        Curve.decode(point);
        byte[] secret = Arrays.copyOfRange(stored, Curve.POINT, stored.length);
        this.key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(secret));
    }

    /** A new key to be stored: the public point, then the private key in PKCS #8. */
    static byte[] make() throws GeneralSecurityException {
        KeyPair pair = Curve.generate();
        byte[] point = Curve.encode((ECPublicKey) pair.getPublic());
        byte[] secret = pair.getPrivate().getEncoded();
        byte[] stored = Arrays.copyOf(point, point.length + secret.length);
        System.arraycopy(secret, 0, stored, point.length, secret.length);
        return stored;
    }

    /** What clients give their push service when they subscribe (RFC 9749 §3). */
    String applicationServerKey() {
        return Subscription.base64(point);
    }

    /**
     * The field Authorization for a message to {@code target}.
     *
     * @param contact a mailto or https URI for the service's operators; empty for none
     */
    String authorization(URI target, Instant now, String contact) throws GeneralSecurityException {
        String origin = "https://" + target.getRawAuthority();
        Token token = tokens.get(origin);
        if (token == null || now.getEpochSecond() > token.until - LIFE / 2) {
            if (tokens.size() >= MAX_TOKENS) {
                tokens.clear();
            }
            long until = now.getEpochSecond() + LIFE; // RFC 8292 §2: at most a day
            token = new Token(sign(origin, until, contact), until);
            tokens.put(origin, token);
        }
        return "vapid t=" + token.text + ", k=" + applicationServerKey(); // RFC 8292 §3
    }

    private String sign(String origin, long until, String contact) throws GeneralSecurityException {
        String claims = "{\"aud\":\"" + origin + "\",\"exp\":" + until
                + (contact.isEmpty() ? "" : ",\"sub\":\"" + contact + "\"") + "}";
        String text = base64("{\"typ\":\"JWT\",\"alg\":\"ES256\"}") + "." + base64(claims);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + Subscription.base64(signature.sign());
    }

    private static String base64(String text) {
        return Subscription.base64(text.getBytes(StandardCharsets.UTF_8));
    }
}
