package org.mailbay.mailauth.arc;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.arc.ArcResult.Hop;
import org.mailbay.mailauth.arc.ArcResult.Verdict;
import org.mailbay.mailauth.dkim.BodyHash;
import org.mailbay.mailauth.dkim.Canonicalization;
import org.mailbay.mailauth.dkim.DkimSignature;
import org.mailbay.mailauth.dkim.DkimSignature.Malformed;
import org.mailbay.mailauth.dkim.DkimVerdict;
import org.mailbay.mailauth.dkim.DkimVerifier;
import org.mailbay.mailauth.dkim.KeySource;
import org.mailbay.mailauth.dkim.SignedFields;
import org.mailbay.mime.Content;

/** Verifies chains (RFC 8617 §5.2). */
public final class ArcVerifier {
    private final KeySource keys;

    public ArcVerifier(Resolver dns) {
        this.keys = new KeySource(dns);
    }

    /** Ends a verification. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean isTemporary;

        Failed(String message, boolean isTemporary) {
            super(message, null, false, false);
            this.isTemporary = isTemporary;
        }
    }

    /** Verifies the chain of a message. */
    public ArcResult verify(Content content, RawHeader header) throws IOException {
        try {
            if (!header.isWhole()) {
                throw new Malformed("the header is too large");
            }
            List<ArcSet> sets = ArcSet.of(header);
            if (sets.isEmpty()) {
                return new ArcResult(Verdict.NONE, List.of(), false, "");
            }
            checkStatus(sets);
            checkMessage(content, header, sets.getLast());
            for (int i = sets.size(); i > 0; i--) {
                checkSeal(sets.subList(0, i));
            }
            List<Hop> hops = new ArrayList<>();
            for (ArcSet set : sets) {
                hops.add(new Hop(hops.size() + 1, set.sealed().domain(), set.found()));
            }
            return new ArcResult(Verdict.PASS, hops, false, "");
        } catch (Malformed e) {
            return new ArcResult(Verdict.FAIL, List.of(), false, String.valueOf(e.getMessage()));
        } catch (Failed e) {
            return new ArcResult(Verdict.FAIL, List.of(), e.isTemporary, String.valueOf(e.getMessage()));
        }
    }

    /** RFC 8617 §5.2 steps 2 and 3. */
    private static void checkStatus(List<ArcSet> sets) throws Failed {
        for (int i = 0; i < sets.size(); i++) {
            if (!sets.get(i).sealed().status().equals(i == 0 ? "none" : "pass")) {
                throw new Failed("seal " + (i + 1) + " says that the chain was broken", false);
            }
        }
    }

    /** RFC 8617 §5.2 step 4: the newest one must be right; older ones may be broken. */
    private void checkMessage(Content content, RawHeader header, ArcSet set) throws Failed, IOException {
        DkimSignature signature = set.signature();
        if (signature.signs(ArcSet.SEAL)) {
            throw new Failed("the signature is of a seal", false); // RFC 8617 §4.1.2
        }
        BodyHash hash = new BodyHash(signature.body(), signature.length());
        DkimVerifier.hash(content, header, List.of(hash));
        if (!MessageDigest.isEqual(hash.finish(), signature.bodyHash()) || hash.length() < signature.length()) {
            throw new Failed("the body was changed", false);
        }
        byte[] data = SignedFields.bytes(
                header, signature.names(), set.message().raw(), set.message().offset(), signature.header());
        verify(
                signature.domain(),
                signature.selector(),
                signature.algorithm(),
                data,
                signature.signature(),
                "the header was changed");
    }

    /** RFC 8617 §5.1.1: a seal is of all sets up to its own. */
    private void checkSeal(List<ArcSet> sets) throws Failed {
        StringBuilder data = new StringBuilder();
        for (ArcSet set : sets) {
            data.append(Canonicalization.RELAXED.field(set.results().raw()));
            data.append(Canonicalization.RELAXED.field(set.message().raw()));
            String seal = set.seal().raw();
            boolean isOwn = set == sets.getLast();
            data.append(Canonicalization.RELAXED.field(isOwn ? SignedFields.withoutValue(seal) : seal));
        }
        data.setLength(data.length() - 2);
        ArcSet.Seal seal = sets.getLast().sealed();
        verify(
                seal.domain(),
                seal.selector(),
                seal.algorithm(),
                RawHeader.octets(data.toString()),
                seal.signature(),
                "seal " + sets.size() + " is not right");
    }

    private void verify(String domain, String selector, String algorithm, byte[] data, byte[] signature, String no)
            throws Failed {
        if (!algorithm.equals("rsa-sha256") && !algorithm.equals("ed25519-sha256")) {
            throw new Failed("an algorithm that is not allowed", false);
        }
        KeySource.Found found = keys.get(domain, selector, algorithm.substring(0, algorithm.indexOf('-')));
        if (found.key().isEmpty()) {
            throw new Failed(found.reason(), found.verdict() == DkimVerdict.TEMPERROR);
        }
        if (!found.key().get().verify(data, signature)) {
            throw new Failed(no, false);
        }
    }
}
