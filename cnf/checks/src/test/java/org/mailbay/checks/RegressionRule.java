package org.mailbay.checks;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What other servers got wrong, in {@code docs/regressions.tsv}, is proved not to be wrong here, or is not built.
 *
 * <p>A line is {@code area ⇥ what went wrong ⇥ proofs}, with proofs as in {@link ClauseRule}; or {@code not built (issue 6)}, or, where no
 * issue says when, {@code not built (later)}.
 */
final class RegressionRule implements Rule {

    static final String FILE = "docs/regressions.tsv";

    private static final Pattern NOT_BUILT = Pattern.compile("not built \\((issue [1-9]\\d*|later)\\)");

    @Override
    public String name() {
        return "regressions";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        var file = house.root().resolve(FILE);
        var lines = Files.exists(file) ? House.lines(file) : List.<String>of();
        var proofs = new Proofs(house.root());
        var seen = new HashSet<String>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var where = FILE + ":" + (i + 1);
            var cells = line.split("\t", -1);
            if (cells.length != 3 || cells[0].isBlank() || cells[1].isBlank()) {
                findings.add(finding(where, "write: area ⇥ what went wrong ⇥ proofs"));
                continue;
            }
            if (!seen.add(cells[0] + "\t" + cells[1])) {
                findings.add(finding(where, "stands here twice"));
            }
            if (cells[2].isBlank()) {
                findings.add(finding(where, "has no proof: name a scene or a test, or say 'not built (issue 6)'"));
            } else if (!NOT_BUILT.matcher(cells[2]).matches()) {
                ClauseRule.wrong(cells[2], proofs).forEach(wrong -> findings.add(finding(where, wrong)));
            }
        }
        return findings;
    }
}
