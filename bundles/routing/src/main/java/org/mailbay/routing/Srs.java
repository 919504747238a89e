package org.mailbay.routing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mailbay.mime.Address;
import org.mailbay.mime.Domain;

/**
 * The Sender Rewriting Scheme: who forwards mail sends it under an address of its own, to which bounces come back.
 *
 * <p>{@code SRS0=hash=day=domain=local@ours}; what is rewritten already gets {@code SRS1=hash=first-host==rest@ours}, so that it does not grow. The
 * hash keeps others from making such addresses, the day from using them for ever: in {@code SRS1}, which has no place for one, it is in the hash.
 */
final class Srs {
    private static final String SRS0 = "SRS0";
    private static final String SRS1 = "SRS1";
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int HASH = 6;
    private static final int DAYS = 1 << 10;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final int TAG = SRS0.length();

    private final byte[] secret;
    private final int maxAgeDays;
    private final InstantSource clock;

    /** @param secret at least 16 bytes */
    Srs(byte[] secret, int maxAgeDays, InstantSource clock) {
        this.secret = secret.clone();
        this.maxAgeDays = maxAgeDays;
        this.clock = clock;
    }

    /** What an address of ours says. */
    sealed interface Reverse {
        /** The bounce goes there. */
        record To(Address address) implements Reverse {}

        /** It is none that we made, or too old. */
        record Invalid(String why) implements Reverse {}
    }

    /** Whether it looks as if it were one of these addresses. */
    static boolean isRewritten(Address address) {
        String local = address.localPart();
        return local.length() > TAG
                && (local.regionMatches(true, 0, SRS0, 0, TAG) || local.regionMatches(true, 0, SRS1, 0, TAG))
                && isSeparator(local.charAt(TAG));
    }

    private static boolean isSeparator(char c) {
        return c == '=' || c == '+' || c == '-';
    }

    /** The sender under an address of a domain of ours; empty when that would be too long for a local part (RFC 5321 §4.5.3.1.1). */
    Optional<String> forward(Address sender, Domain ours) {
        String local = sender.localPart();
        String rewritten;
        if (isRewritten(sender)) {
            boolean first = local.regionMatches(true, 0, SRS0, 0, TAG);
            String rest =
                    first ? sender.domain().ascii() + '=' + local.substring(TAG) : afterHash(local.substring(TAG + 1));
            rewritten = SRS1 + '=' + hash(rest, today()) + '=' + rest;
        } else {
            String rest = day() + '=' + sender.domain().ascii() + '=' + local;
            rewritten = SRS0 + '=' + hash(rest) + '=' + rest;
        }
        return rewritten.getBytes(StandardCharsets.UTF_8).length > 64
                ? Optional.empty()
                : Optional.of(new Address(rewritten, ours).toString());
    }

    private static String afterHash(String text) {
        return text.substring(text.indexOf('=') + 1);
    }

    /** Who is behind an address of ours. */
    Reverse reverse(Address address) {
        String local = address.localPart();
        boolean first = local.regionMatches(true, 0, SRS0, 0, TAG);
        String signed = local.substring(TAG + 1);
        int end = signed.indexOf('=');
        String rest = signed.substring(end + 1);
        if (end < 0
                || !(first
                        ? isRight(signed.substring(0, end), hash(rest))
                        : isRecent(signed.substring(0, end), rest))) {
            return new Reverse.Invalid("this server made no such address" + (first ? "" : ", or long ago"));
        }
        return first ? original(rest) : firstHost(rest);
    }

    /** Whether it is the hash of one of the days that count. */
    private boolean isRecent(String given, String rest) {
        boolean isRight = false;
        for (int age = -1; age <= maxAgeDays; age++) { // -1: a clock that was set back
            isRight |= isRight(given, hash(rest, today() - age));
        }
        return isRight;
    }

    private long today() {
        return clock.millis() / DAY_MILLIS;
    }

    private String hash(String rest, long day) {
        return hash(rest + ' ' + day);
    }

    private Reverse original(String rest) {
        String[] parts = rest.split("=", 3);
        if (parts.length < 3) {
            return new Reverse.Invalid("it is cut");
        }
        if (!isYoung(parts[0])) {
            return new Reverse.Invalid("it is too old");
        }
        return to(parts[2], parts[1]);
    }

    private static Reverse firstHost(String rest) {
        int end = rest.indexOf('=');
        return end < 0 ? new Reverse.Invalid("it is cut") : to(SRS0 + rest.substring(end + 1), rest.substring(0, end));
    }

    private static Reverse to(String local, String domain) {
        Optional<Domain> parsed = Domain.parse(domain);
        try {
            if (parsed.isPresent()) {
                return new Reverse.To(new Address(local, parsed.get()));
            }
        } catch (IllegalArgumentException e) {
            return new Reverse.Invalid("it is no address");
        }
        return new Reverse.Invalid("it is no address");
    }

    private String day() {
        int day = (int) Math.floorMod(today(), (long) DAYS);
        return "" + DIGITS.charAt(day >> 5) + DIGITS.charAt(day & 31);
    }

    private boolean isYoung(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.length() != 2 || DIGITS.indexOf(upper.charAt(0)) < 0 || DIGITS.indexOf(upper.charAt(1)) < 0) {
            return false;
        }
        long day = DIGITS.indexOf(upper.charAt(0)) * 32L + DIGITS.indexOf(upper.charAt(1));
        long age = Math.floorMod(today() - day, (long) DAYS);
        return age <= maxAgeDays || age == DAYS - 1; // a clock that was set back
    }

    /** Of the text without regard to case: others may change it. */
    String hash(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] sum = mac.doFinal(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            StringBuilder hash = new StringBuilder(HASH);
            for (int i = 0; i < HASH; i++) {
                hash.append(DIGITS.charAt(sum[i] & 31));
            }
            return hash.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    boolean isRight(String given, String expected) {
        return MessageDigest.isEqual(
                given.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
                expected.getBytes(StandardCharsets.UTF_8));
    }
}
