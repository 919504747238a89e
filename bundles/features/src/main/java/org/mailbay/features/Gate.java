package org.mailbay.features;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.features.candidate.Candidate;
import org.mailbay.features.candidate.Requirements;
import org.mailbay.features.signature.Signers;
import org.mailbay.features.uses.Uses;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What a jar must pass before anything is touched. */
final class Gate {
    private final BundleContext context;
    private final Installed installed;
    private final Signers signers;
    private final boolean allowUnsigned;

    Gate(BundleContext context, Installed installed, Signers signers, boolean allowUnsigned) {
        this.context = context;
        this.installed = installed;
        this.signers = signers;
        this.allowUnsigned = allowUnsigned;
    }

    /**
     * A jar that was looked at.
     *
     * @param old what runs under its name; null when nothing does
     * @param more what it asks for, and the one that runs did not
     * @param missing what it needs, and is not here
     */
    record Seen(
            Candidate candidate,
            Inspection inspection,
            @Nullable Bundle old,
            List<String> more,
            List<String> less,
            List<String> missing) {
        boolean isExclusive() {
            return Installed.isExclusive(old, candidate);
        }

        String mode() {
            return old == null ? "new" : isExclusive() ? "exclusive" : "side-by-side";
        }
    }

    /** Looks; what is wrong with it is a matter of {@link #pass}. */
    Seen look(byte[] jar) throws AdminProblem, IOException {
        return look(jar, Set.of());
    }

    /** @param together packages that come along with it */
    Seen look(byte[] jar, Collection<String> together) throws AdminProblem, IOException {
        Candidate candidate = Candidate.read(jar);
        Inspection inspection = inspect(candidate);
        Bundle old = installed.running(candidate.name());
        Uses before = old == null ? Uses.NONE : before(old);
        return new Seen(
                candidate,
                inspection,
                old,
                old == null ? List.of() : inspection.declared().beyond(before),
                before.beyond(inspection.declared()),
                new Requirements(context).missing(candidate.headers(), new HashSet<>(together)));
    }

    /**
     * Refuses what will not do.
     *
     * @param force whether an older version will do, too
     * @param accepted what it may use in addition to what the one that runs may
     */
    void pass(Seen seen, boolean force, Uses accepted) throws AdminProblem {
        Candidate candidate = seen.candidate();
        mayExport(seen);
        seen.inspection().mustBeTrusted(candidate.name(), allowUnsigned);
        List<String> undeclared = seen.inspection().undeclared();
        if (!undeclared.isEmpty()) {
            throw new AdminProblem(
                    409,
                    "undeclared",
                    candidate.name() + " does not say in " + Uses.HEADER + " that it uses "
                            + undeclared.stream()
                                    .map(word -> word + " ("
                                            + seen.inspection().found().get(word) + ")")
                                    .reduce((one, other) -> one + ", " + other)
                                    .orElse("")
                            + ".");
        }
        Bundle old = seen.old();
        if (old != null && !force && candidate.version().compareTo(old.getVersion()) < 0) {
            throw new AdminProblem(
                    409,
                    "older",
                    candidate.name() + " " + candidate.version() + " is older than " + old.getVersion()
                            + ", which runs: roll back, or force it.");
        }
        if (!seen.missing().isEmpty()) {
            throw new AdminProblem(
                    409, "does-not-resolve", candidate.name() + " " + String.join("; ", seen.missing()) + ".");
        }
        List<String> more = new Uses(new HashSet<>(seen.more())).beyond(accepted);
        if (!more.isEmpty()) {
            throw new AdminProblem(
                    409,
                    "asks-more",
                    candidate.name() + " " + candidate.version() + " asks for more than the revision that runs: "
                            + String.join(", ", more) + ". Accept it with accept=" + String.join(",", more) + ".");
        }
    }

    private void mayExport(Seen seen) throws AdminProblem {
        List<String> exports = seen.candidate().exports();
        if (exports.isEmpty()) {
            return;
        }
        if (seen.old() != null) {
            throw new AdminProblem(
                    409,
                    "not-a-leaf",
                    seen.candidate().name()
                            + " exports packages: an API or library is replaced with the server stopped, because every bundle"
                            + " that uses it would restart.");
        }
        List<String> already = new Requirements(context).exported(exports);
        if (!already.isEmpty()) {
            throw new AdminProblem(
                    409,
                    "not-a-leaf",
                    seen.candidate().name() + " exports packages that are here already: " + String.join(", ", already)
                            + ".");
        }
    }

    private Inspection inspect(Candidate candidate) throws AdminProblem, IOException {
        Path file = Files.createTempFile("mailbay-feature", ".jar");
        try {
            Files.write(file, candidate.bytes());
            return Inspection.of(candidate, file.toFile(), signers);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** What the revision that runs may use. */
    private Uses before(Bundle old) throws AdminProblem, IOException {
        Path jar = Installed.jar(old);
        if (jar == null) {
            return Uses.NONE;
        }
        File file = jar.toFile();
        List<String> both = new ArrayList<>();
        Inspection inspection = Inspection.of(file, signers);
        both.addAll(inspection.declared().words());
        both.addAll(inspection.found().keySet());
        return new Uses(new HashSet<>(both));
    }
}
