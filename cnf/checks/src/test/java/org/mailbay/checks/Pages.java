package org.mailbay.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pages that people read; what is built or fetched is none. */
final class Pages {

    private static final List<String> FOLDERS =
            List.of("docs", "bundles", "examples", "bench", "cnf", "itests", "runtime");

    private Pages() {}

    static List<Path> of(Path root) {
        var pages = new ArrayList<Path>();
        for (String folder : FOLDERS) {
            House.files(root.resolve(folder), ".md").stream()
                    .filter(page -> !page.toString().contains("/target/"))
                    .filter(page -> !page.toString().contains("/node_modules/"))
                    .forEach(pages::add);
        }
        for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            if (Files.exists(root.resolve(page))) {
                pages.add(root.resolve(page));
            }
        }
        return pages;
    }
}
