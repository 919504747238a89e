package org.mailbay.checks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Each clause of an RFC in {@code docs/rfc/NNNN.tsv} is proved: by a scene of a transcript, by a test, or it binds others.
 *
 * <p>A line is {@code section ⇥ clause ⇥ proofs}, in the order of the RFC. Proofs, a blank between them: {@code rfc8620/5.3-create.md#scene}, the
 * heading as in a link, or without {@code #scene} what stands before the first; {@code rfc9051-select.imap}, a dialogue; {@code
 * ClassTest.method}; or one of {@link #OTHERS}.
 */
final class ClauseRule implements Rule {

    static final String FOLDER = "docs/rfc";

    /**
     * Who is bound instead of this server: clients; registries and authors of other RFCs; nobody, as the case does not arise here. And
     * what is not obeyed, or not proved, yet.
     */
    private static final Set<String> OTHERS = Set.of("client", "registry", "never", "open");

    private static final Pattern SECTION = Pattern.compile("([1-9]\\d*|[A-Z])(\\.[1-9]\\d*)*");
    private static final Pattern TRANSCRIPT = Pattern.compile("rfc\\d+/[1-9]\\d*(\\.[1-9]\\d*)*-[^/#]+\\.md(#[^#]+)?");
    private static final Pattern DIALOGUE = Pattern.compile("rfc\\d+-[a-z0-9-]+\\.imap");
    private static final Pattern METHOD = Pattern.compile("([A-Z]\\w*)\\.([a-z]\\w*)");

    @Override
    public String name() {
        return "clauses";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        var proofs = new Proofs(house.root());
        for (var file : House.files(house.root().resolve(FOLDER), ".tsv")) {
            if (file.getFileName().toString().matches("\\d+\\.tsv")) {
                clauses(house.relative(file), House.lines(file), proofs, findings);
            }
        }
        return findings;
    }

    private void clauses(String file, List<String> lines, Proofs proofs, List<Finding> findings) {
        var seen = new HashSet<String>();
        var before = "";
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var where = file + ":" + (i + 1);
            var cells = line.split("\t", -1);
            if (cells.length != 3 || !SECTION.matcher(cells[0]).matches() || cells[1].isBlank()) {
                findings.add(finding(where, "write: section ⇥ clause ⇥ proofs"));
                continue;
            }
            if (order(before, cells[0]) > 0) {
                findings.add(finding(where, "stands after §" + before + ": keep the order of the RFC"));
            }
            before = cells[0];
            if (!seen.add(cells[0] + "\t" + cells[1])) {
                findings.add(finding(where, "stands here twice"));
            }
            if (cells[2].isBlank()) {
                findings.add(finding(where, "has no proof: name a scene or a test, or who is bound: " + OTHERS));
            } else if (!OTHERS.contains(cells[2])) {
                wrong(cells[2], proofs).forEach(wrong -> findings.add(finding(where, wrong)));
            }
        }
    }

    /** What is wrong with each of some proofs, a blank between them. */
    static List<String> wrong(String cell, Proofs proofs) {
        return Arrays.stream(cell.split(" ", -1))
                .map(proof -> wrongOne(proof, proofs))
                .filter(wrong -> !wrong.isEmpty())
                .toList();
    }

    /** What is wrong with a proof; empty when nothing is. */
    private static String wrongOne(String proof, Proofs proofs) {
        if (TRANSCRIPT.matcher(proof).matches()) {
            return proofs.isScene(proof) ? "" : "no such scene, or none that is told a response: " + proof;
        }
        if (DIALOGUE.matcher(proof).matches()) {
            return proofs.isDialogue(proof) ? "" : "no such dialogue: " + proof;
        }
        var method = METHOD.matcher(proof);
        if (method.matches()) {
            return proofs.isTest(method.group(1), method.group(2)) ? "" : "no such test: " + proof;
        }
        return "'" + proof + "' is no proof: write rfcNNNN/section-point.md#scene or ClassTest.method";
    }

    /** Compares sections number by number; nothing is before all. */
    private static int order(String one, String other) {
        var a = one.split("\\.");
        var b = other.split("\\.");
        for (int i = 0; i < Math.min(a.length, b.length) && !one.isEmpty(); i++) {
            int order = Integer.compare(number(a[i]), number(b[i]));
            if (order != 0) {
                return order;
            }
        }
        return one.isEmpty() ? -1 : Integer.compare(a.length, b.length);
    }

    /** Appendices, which have letters, come after all sections. */
    private static int number(String word) {
        return Character.isDigit(word.charAt(0)) ? Integer.parseInt(word) : 1_000 + word.charAt(0);
    }
}
