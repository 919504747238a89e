package org.mailbay.mailauth.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.DnsName;
import org.mailbay.mailauth.RawField;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.TagList;
import org.mailbay.mailauth.dkim.DkimSignature.Malformed;
import org.mailbay.mime.Content;

/** Verifies the signatures of messages (RFC 6376 §6). */
public final class DkimVerifier {
    /** Clocks differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final int MOST_NAMES = 2_000;

    private final KeySource keys;
    private final InstantSource clock;
    private final Bounds bounds;

    /**
     * How far to go.
     *
     * @param signatures how many of a message are verified, from the top
     * @param isPartAccepted whether a signature passes that leaves the end of the body out (tag {@code l}): anybody can put anything there
     */
    public record Bounds(int signatures, boolean isPartAccepted) {
        /** What a server should use that has no reason to differ. */
        public static final Bounds DEFAULT = new Bounds(8, false);
    }

    public DkimVerifier(Resolver dns, InstantSource clock, Bounds bounds) {
        this.keys = new KeySource(dns);
        this.clock = clock;
        this.bounds = bounds;
    }

    /** A signature that is worth hashing the body for. */
    private record Open(DkimSignature signature, RawField field, DkimKey key, BodyHash hash, int index) {}

    /** The result of every signature, from the top of the header down; none when nobody signed. */
    public List<DkimResult> verify(Content content) throws IOException {
        return verify(content, RawHeader.read(content));
    }

    /** The same, when the header was read already. */
    public List<DkimResult> verify(Content content, RawHeader header) throws IOException {
        List<RawField> fields = header.all("DKIM-Signature");
        String problem = problem(header);
        List<DkimResult> results = new ArrayList<>();
        List<Open> open = new ArrayList<>();
        for (RawField field : fields) {
            if (results.size() == bounds.signatures()) {
                String reason = (fields.size() - results.size()) + " more signatures were not looked at";
                results.add(unread(DkimVerdict.NEUTRAL, reason));
                break;
            }
            results.add(
                    problem.isEmpty() ? prepare(field, open, results.size()) : unread(DkimVerdict.PERMERROR, problem));
        }
        if (!open.isEmpty()) {
            hash(content, header, open.stream().map(Open::hash).toList());
        }
        for (Open one : open) {
            results.set(one.index(), finish(one, header));
        }
        return List.copyOf(results);
    }

    /** Why nothing can be said of this header; empty when something can. */
    private static String problem(RawHeader header) {
        if (!header.isWhole()) {
            return "the header is too large";
        }
        // RFC 6376 §8.15: a second From, above the one that is signed, is what some programs would show
        int from = header.all("From").size();
        return from == 1 ? "" : "there are " + from + " From fields";
    }

    private static DkimResult unread(DkimVerdict verdict, String reason) {
        return new DkimResult(verdict, "", "", "", "", 0, false, "", reason);
    }

    /** Reads a signature and gets its key; the result is the final one unless it was added to {@code open}. */
    private DkimResult prepare(RawField field, List<Open> open, int index) {
        Optional<TagList> tags = TagList.parse(field.raw().substring(field.raw().indexOf(':') + 1));
        if (tags.isEmpty()) {
            return unread(DkimVerdict.NEUTRAL, "it cannot be read");
        }
        DkimSignature signature;
        try {
            if (!DkimSignature.required(tags.get(), "v").equals("1")) {
                throw new Malformed("a version that is not known");
            }
            signature = DkimSignature.of(tags.get(), "simple/simple");
        } catch (Malformed e) {
            return unread(DkimVerdict.NEUTRAL, String.valueOf(e.getMessage()));
        }
        Objection objection = objection(signature);
        if (objection.verdict() != DkimVerdict.PASS) {
            return result(objection.verdict(), signature, null, objection.reason());
        }
        KeySource.Found found = keys.get(signature.domain(), signature.selector(), signature.keyType());
        if (found.key().isEmpty()) {
            return result(found.verdict(), signature, null, found.reason());
        }
        DkimKey key = found.key().get();
        // RFC 6376 §3.6.1, flag s
        if (key.flags().contains("s") && !signature.identityDomain().orElse("").equals(signature.domain())) {
            return result(DkimVerdict.PERMERROR, signature, key, "the key is not for subdomains");
        }
        open.add(new Open(signature, field, key, new BodyHash(signature.body(), signature.length()), index));
        return result(DkimVerdict.NEUTRAL, signature, key, "");
    }

    private record Objection(DkimVerdict verdict, String reason) {}

    /** What speaks against a signature before its key is known. */
    private Objection objection(DkimSignature signature) {
        Optional<String> identity = signature.identityDomain();
        if (identity.isEmpty() || !DnsName.isWithin(identity.get(), signature.domain())) {
            return new Objection(DkimVerdict.PERMERROR, "it is for another domain"); // RFC 6376 §6.1.1
        }
        if (!signature.signs("From")) {
            return new Objection(DkimVerdict.PERMERROR, "From is not signed"); // RFC 6376 §6.1.1
        }
        if (signature.names().size() > MOST_NAMES) {
            return new Objection(DkimVerdict.NEUTRAL, "too many fields are signed");
        }
        boolean asksDns = Arrays.stream(
                        signature.tags().get("q").orElse("dns/txt").split(":", 20))
                .anyMatch(method -> TagList.strip(method).equals("dns/txt"));
        if (!asksDns) {
            return new Objection(DkimVerdict.NEUTRAL, "its key is not in DNS");
        }
        if (signature.algorithm().equals("rsa-sha1")) {
            return new Objection(DkimVerdict.POLICY, "SHA-1 is not safe"); // RFC 8301 §3.1
        }
        if (signature.expiry() >= 0
                && signature.expiry() < clock.instant().minus(SKEW).getEpochSecond()) {
            return new Objection(DkimVerdict.FAIL, "it has expired");
        }
        return new Objection(DkimVerdict.PASS, "");
    }

    /** Hashes the body once for all. */
    public static void hash(Content content, RawHeader header, List<BodyHash> hashes) throws IOException {
        try (InputStream in = content.open()) {
            in.skipNBytes(header.bodyStart());
            byte[] piece = new byte[16 * 1024];
            int n;
            while ((n = in.read(piece)) >= 0) {
                for (BodyHash hash : hashes) {
                    hash.write(piece, 0, n);
                }
            }
        }
    }

    private DkimResult finish(Open open, RawHeader header) {
        DkimSignature signature = open.signature();
        byte[] bodyHash = open.hash().finish();
        if (signature.length() > open.hash().length()) {
            return result(DkimVerdict.FAIL, signature, open.key(), "the body is shorter than what was signed");
        }
        if (!MessageDigest.isEqual(bodyHash, signature.bodyHash())) {
            return result(DkimVerdict.FAIL, signature, open.key(), "the body was changed");
        }
        RawField field = open.field();
        byte[] data = SignedFields.bytes(header, signature.names(), field.raw(), field.offset(), signature.header());
        if (!open.key().verify(data, signature.signature())) {
            return result(DkimVerdict.FAIL, signature, open.key(), "the header was changed, or the key is another");
        }
        long left = signature.length() < 0 ? 0 : open.hash().length() - signature.length();
        if (left > 0 && !bounds.isPartAccepted()) {
            return result(DkimVerdict.POLICY, signature, open.key(), left + " bytes of the body are not signed");
        }
        return result(DkimVerdict.PASS, signature, open.key(), "");
    }

    private static DkimResult result(
            DkimVerdict verdict, DkimSignature signature, @Nullable DkimKey key, String reason) {
        String start = signature.tags().compact("b").orElse("");
        return new DkimResult(
                verdict,
                signature.domain(),
                signature.selector(),
                signature.identity(),
                signature.algorithm(),
                key == null ? 0 : key.bits(),
                key != null && key.flags().contains("y"),
                start.substring(0, Math.min(8, start.length())),
                reason);
    }
}
