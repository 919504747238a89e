package org.mailbay.features;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.features.candidate.Candidate;
import org.mailbay.features.signature.Signature;
import org.mailbay.features.signature.SignedJar;
import org.mailbay.features.signature.Signers;
import org.mailbay.features.uses.Evidence;
import org.mailbay.features.uses.Uses;

/**
 * What the files of a jar tell.
 *
 * @param declared what its manifest asks for; what was found, when that says nothing
 * @param declares whether its manifest says anything
 * @param found what its bytecode shows, with a place for each
 * @param offers interfaces of services
 */
record Inspection(
        Signature signature, Uses declared, boolean declares, Map<String, String> found, java.util.Set<String> offers) {

    /** Reads a candidate, which lies in {@code file}. */
    static Inspection of(Candidate candidate, File file, Signers signers) throws AdminProblem, IOException {
        SignedJar jar = new SignedJar();
        try {
            Inspection inspection = of(jar, file, signers);
            if (!jar.headers().equals(candidate.headers())) {
                throw new AdminProblem(400, "no-bundle", candidate.name() + " has two manifests that differ.");
            }
            return inspection;
        } catch (IOException e) {
            throw new AdminProblem(400, "no-bundle", candidate.name() + " cannot be read: " + e.getMessage());
        }
    }

    /** Reads what runs. */
    static Inspection of(File file, Signers signers) throws AdminProblem, IOException {
        return of(new SignedJar(), file, signers);
    }

    private static Inspection of(SignedJar jar, File file, Signers signers) throws AdminProblem, IOException {
        Evidence evidence = new Evidence();
        Signature signature = jar.read(file, signers, evidence::look);
        String header = jar.headers().get(Uses.HEADER);
        Map<String, String> found = new TreeMap<>(evidence.found());
        if (jar.headers().containsKey("Bundle-NativeCode")) {
            found.putIfAbsent("native", "its manifest has Bundle-NativeCode");
        }
        if (jar.headers().containsKey("DynamicImport-Package")) {
            found.putIfAbsent("reflection", "its manifest has DynamicImport-Package");
        }
        Uses declared = header == null ? new Uses(found.keySet()) : Uses.parse(header);
        return new Inspection(signature, declared, header != null, found, evidence.offers());
    }

    /** What it does and does not say. */
    List<String> undeclared() {
        return new Uses(found.keySet()).beyond(declared);
    }

    /** For answers: how it is signed. */
    Map<String, Object> said() {
        return switch (signature) {
            case Signature.None _ -> Map.of("outcome", "unsigned");
            case Signature.Trusted trusted ->
                Map.of("outcome", "trusted", "signer", trusted.signer(), "fingerprint", trusted.fingerprint());
            case Signature.Stranger stranger ->
                Map.of(
                        "outcome",
                        "unknown-signer",
                        "signer",
                        stranger.signer(),
                        "fingerprint",
                        stranger.fingerprint(),
                        "why",
                        stranger.why());
            case Signature.Broken broken -> Map.of("outcome", "bad-signature", "why", broken.why());
        };
    }

    /**
     * Refuses who is not trusted.
     *
     * @param allowUnsigned whether a jar without signature will do
     */
    void mustBeTrusted(String name, boolean allowUnsigned) throws AdminProblem {
        switch (signature) {
            case Signature.Trusted _ -> {
                // that is what is asked for
            }
            case Signature.None _ -> {
                if (!allowUnsigned) {
                    throw new AdminProblem(
                            409,
                            "unsigned",
                            name + " is not signed. Sign it by somebody whose certificate is in etc/trusted-signers, or"
                                    + " set allowUnsigned = true in table [features].");
                }
            }
            case Signature.Stranger stranger ->
                throw new AdminProblem(
                        409,
                        "unknown-signer",
                        name + " is signed by " + stranger.signer() + " (" + stranger.fingerprint()
                                + "), who is not trusted here: " + stranger.why());
            case Signature.Broken broken ->
                throw new AdminProblem(409, "bad-signature", name + " is not as it was signed: " + broken.why());
        }
    }
}
