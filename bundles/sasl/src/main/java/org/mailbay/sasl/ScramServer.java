package org.mailbay.sasl;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SCRAM (RFC 5802) with SHA-1 or SHA-256 (RFC 7677), with or without channel binding. */
final class ScramServer<W> implements Dialogue<W> {
    /** RFC 5802 §7; {@code m=}, a mandatory extension, is unknown here and therefore an error (§5.1). */
    private static final Pattern FIRST_BARE =
            Pattern.compile("n=([^,\0]{1,3072}),r=([\\x21-\\x2b\\x2d-\\x7e]{1,512})(?:,[A-Za-z]=[^,\0]+){0,8}");

    private static final Pattern FINAL = Pattern.compile(
            "(c=([A-Za-z0-9+/=]{1,8192}),r=([\\x21-\\x2b\\x2d-\\x7e]{1,600})(?:,[A-Za-z]=[^,\0]+){0,8}),p=([A-Za-z0-9+/=]{1,64})");

    private final ScramHash hash;
    private final boolean isPlus;
    private final Map<String, byte[]> bindings;
    private final String ownNonce;

    private @Nullable Begun begun;
    private @Nullable Step<W> outcome;

    /**
     * @param isPlus whether the mechanism's name ends in -PLUS
     * @param bindings of the connection: when there are any, -PLUS is offered
     */
    ScramServer(ScramHash hash, boolean isPlus, Map<String, byte[]> bindings, String ownNonce) {
        this.hash = hash;
        this.isPlus = isPlus;
        this.bindings = bindings;
        this.ownNonce = ownNonce;
    }

    /**
     * What stands after the client's first message.
     *
     * @param bound what the client has to show: its GS2 header, and the bytes of the channel
     * @param messages the first two, as they are signed
     */
    private record Begun(
            String authorization, byte[] bound, String name, String nonce, ScramVerifier verifier, String messages) {}

    static String nonce(RandomGenerator random) {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public byte[] opening() {
        return new byte[0];
    }

    @Override
    public Step<W> next(byte[] response, Door<W> door) throws MalformedException, IOException {
        if (outcome != null) {
            if (response.length > 0) {
                throw new MalformedException(
                        "nothing more expected"); // RFC 4954 §4: the empty answer to what comes with success
            }
            return outcome;
        }
        String message = Text.of(response);
        return begun == null ? first(message, door) : last(message, begun, door);
    }

    private Step<W> first(String message, Door<W> door) throws MalformedException, IOException {
        Gs2Header header = Gs2Header.parse(message);
        if (isPlus == header.isWithoutBinding()) {
            throw new MalformedException("channel binding does not fit the mechanism"); // RFC 5802 §6
        }
        if (header.flag() == 'y' && !bindings.isEmpty()) {
            return new Step.Refused<>("downgrade"); // RFC 5802 §6: somebody took -PLUS off our list
        }
        byte[] channel = isPlus ? bindings.get(header.binding()) : new byte[0];
        if (channel == null) {
            return new Step.Refused<>("channel-binding-type");
        }
        String bare = message.substring(header.length());
        Matcher matcher = FIRST_BARE.matcher(bare);
        if (!matcher.matches()) {
            throw new MalformedException("client-first-message expected");
        }
        String name = Text.name(Gs2Header.unescaped(matcher.group(1)));
        ScramVerifier verifier = door.verifier(name, hash);
        String nonce = matcher.group(2) + ownNonce;
        String challenge = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(verifier.salt()) + ",i="
                + verifier.iterations();
        byte[] bound = joined(Text.bytes(message.substring(0, header.length())), channel);
        begun = new Begun(header.authorization(), bound, name, nonce, verifier, bare + ',' + challenge);
        return new Step.Challenge<>(Text.bytes(challenge));
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] result = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, result, a.length, b.length);
        return result;
    }

    private Step<W> last(String message, Begun first, Door<W> door) throws MalformedException, IOException {
        Matcher matcher = FINAL.matcher(message);
        if (!matcher.matches()) {
            throw new MalformedException("client-final-message expected");
        }
        if (!matcher.group(3).equals(first.nonce)) {
            throw new MalformedException("nonce");
        }
        if (!MessageDigest.isEqual(first.bound, Response.base64(matcher.group(2)))) {
            return new Step.Refused<>("channel-binding"); // another connection than ours: somebody stands between
        }
        String authMessage = first.messages + ',' + matcher.group(1);
        boolean isProven = first.verifier.proves(Response.base64(matcher.group(4)), authMessage);
        Answer<W> answer = door.scram(first.name, hash, first.verifier, isProven);
        Step<W> step = Dialogue.judge(answer, first.authorization, door);
        if (!(step instanceof Step.Success)) {
            return step;
        }
        outcome = step;
        return new Step.Challenge<>(
                Text.bytes("v=" + Base64.getEncoder().encodeToString(first.verifier.signature(authMessage))));
    }
}
