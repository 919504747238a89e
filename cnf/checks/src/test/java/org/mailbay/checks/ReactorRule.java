package org.mailbay.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The reactor builds every folder that has a pom, and the checks last. */
final class ReactorRule implements Rule {

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @Override
    public String name() {
        return "reactor";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        var pom = String.join("\n", House.lines(house.root().resolve("pom.xml")));
        var modules = MODULE.matcher(pom).results().map(m -> m.group(1)).toList();
        try {
            for (var folder : House.folders(house.root())) {
                if (!modules.contains(folder)) {
                    findings.add(finding("pom.xml", folder + " is not built: add <module>" + folder + "</module>"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (modules.isEmpty() || !modules.getLast().equals("cnf/checks")) {
            findings.add(finding("pom.xml", "put cnf/checks last: it looks at what all the others built"));
        }
        if (modules.stream().distinct().count() != modules.size()) {
            findings.add(finding("pom.xml", "a module stands there twice: remove one line"));
        }
        return findings;
    }
}
