package org.mailbay.checks;

import java.util.LinkedHashSet;
import java.util.Set;

/** A manifest header that lists packages. */
final class Header {

    private Header() {}

    /** The package names of an {@code Export-Package} or {@code Import-Package} header, which may be absent. */
    static Set<String> packages(@org.jspecify.annotations.Nullable String header) {
        var packages = new LinkedHashSet<String>();
        if (header == null) {
            return packages;
        }
        // A quoted version range contains commas; nothing quoted is a package name.
        for (var clause : header.replaceAll("\"[^\"]*\"", "").split(",")) {
            for (var part : clause.split(";")) {
                if (!part.isBlank() && !part.contains("=")) {
                    packages.add(part.strip());
                }
            }
        }
        return packages;
    }
}
