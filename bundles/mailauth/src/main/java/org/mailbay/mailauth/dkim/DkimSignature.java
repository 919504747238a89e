package org.mailbay.mailauth.dkim;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.mailbay.mailauth.DnsName;
import org.mailbay.mailauth.TagList;

/**
 * A signature as its field says it (RFC 6376 §3.5), also of ARC (RFC 8617 §4.1.2).
 *
 * @param tags as they are
 * @param algorithm {@code rsa-sha256}, {@code ed25519-sha256} or {@code rsa-sha1}
 * @param names of the fields that are signed
 * @param length of the body that is signed; -1 for all
 * @param time when it was signed, in seconds since 1970; -1 when not said
 * @param expiry in seconds since 1970; -1 for never
 */
public record DkimSignature(
        TagList tags,
        String algorithm,
        String domain,
        String selector,
        Canonicalization header,
        Canonicalization body,
        List<String> names,
        byte[] bodyHash,
        byte[] signature,
        long length,
        long time,
        long expiry) {
    public DkimSignature {
        names = List.copyOf(names);
        bodyHash = bodyHash.clone();
        signature = signature.clone();
    }

    @Override
    public byte[] bodyHash() {
        return bodyHash.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** What is wrong with a signature. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        /** In a few words. */
        public Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads the tags that DKIM and ARC have in common.
     *
     * @param how canonicalization when tag {@code c} is missing
     */
    public static DkimSignature of(TagList tags, String how) throws Malformed {
        String algorithm = required(tags, "a");
        if (!List.of("rsa-sha256", "ed25519-sha256", "rsa-sha1").contains(algorithm)) {
            throw new Malformed("an algorithm that is not known");
        }
        String[] words = tags.get("c").orElse(how).split("/", -1);
        Optional<Canonicalization> header = Canonicalization.of(words[0]);
        Optional<Canonicalization> body = words.length == 1
                ? Optional.of(Canonicalization.SIMPLE) // RFC 6376 §3.5
                : Canonicalization.of(words[1]);
        if (words.length > 2 || header.isEmpty() || body.isEmpty()) {
            throw new Malformed("a canonicalization that is not known");
        }
        long time = number(tags, "t");
        long expiry = number(tags, "x");
        if (time >= 0 && expiry >= 0 && expiry <= time) {
            throw new Malformed("it expires before it was made"); // RFC 6376 §3.5
        }
        List<String> names = Arrays.stream(required(tags, "h").split(":", -1))
                .map(TagList::strip)
                .toList();
        return new DkimSignature(
                tags,
                algorithm,
                name(tags, "d"),
                name(tags, "s"),
                header.get(),
                body.get(),
                names,
                bytes(tags, "bh"),
                bytes(tags, "b"),
                number(tags, "l"),
                time,
                expiry);
    }

    /** A tag that must be there. */
    public static String required(TagList tags, String tag) throws Malformed {
        return tags.get(tag).orElseThrow(() -> new Malformed("tag " + tag + " is missing"));
    }

    /** A domain or selector. */
    public static String name(TagList tags, String tag) throws Malformed {
        return DnsName.of(required(tags, tag)).orElseThrow(() -> new Malformed("tag " + tag + " is no name"));
    }

    /** Base64, with blanks in it. */
    public static byte[] bytes(TagList tags, String tag) throws Malformed {
        String value = tags.compact(tag).orElse("");
        try {
            byte[] bytes = Base64.getDecoder().decode(value);
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new Malformed("tag " + tag + " is not base64");
        }
        throw new Malformed("tag " + tag + " is missing");
    }

    /** A number; -1 when it is not there. */
    public static long number(TagList tags, String tag) throws Malformed {
        Optional<String> value = tags.get(tag);
        if (value.isEmpty()) {
            return -1;
        }
        String digits = value.get();
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Malformed("tag " + tag + " is no number");
        }
        // RFC 6376 §3.5: up to 76 digits in l, 12 in t and x
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    /** The type of key that it needs. */
    public String keyType() {
        return algorithm.substring(0, algorithm.indexOf('-'));
    }

    /** For whom (tag {@code i}); {@code @domain} when not said. */
    public String identity() {
        return tags.get("i").orElse("@" + domain);
    }

    /** The domain of {@link #identity}; empty when it is none. */
    public Optional<String> identityDomain() {
        String identity = identity();
        int at = identity.lastIndexOf('@');
        return at < 0 ? Optional.empty() : DnsName.of(identity.substring(at + 1));
    }

    /** Whether a field of this name is signed. */
    public boolean signs(String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }
}
