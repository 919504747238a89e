package org.mailbay.checks;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The assembled runtime holds every bundle of the house, but for tools, test kits and what is told apart here. */
final class RuntimeRule implements Rule {

    /** Specimens that no shipped server needs, and what an operator installs who wants it. */
    private static final Set<String> NOT_SHIPPED = Set.of("store-memory", "text-pdf");

    @Override
    public String name() {
        return "runtime";
    }

    @Override
    public List<Finding> check(House house) {
        var findings = new ArrayList<Finding>();
        for (var room : house.rooms()) {
            boolean shipped = Files.exists(
                    house.root().resolve("runtime/target/mailbay/bundles/org.mailbay." + room.name() + ".jar"));
            boolean wanted = switch (room.kind()) {
                case LIBRARY, API, LEAF -> !NOT_SHIPPED.contains(room.name());
                case TOOL, TEST, EXAMPLE -> false;
            };
            if (wanted && !shipped) {
                findings.add(finding("runtime/pom.xml", room.name() + " is not in the server: add it as a dependency"));
            } else if (shipped && !wanted) {
                findings.add(finding("runtime/pom.xml", room.name() + " does not belong in the server: remove it"));
            }
        }
        return findings;
    }
}
