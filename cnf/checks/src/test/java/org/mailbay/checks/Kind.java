package org.mailbay.checks;

import java.util.Locale;
import java.util.Set;

/** What a bundle is: architecture, §2. */
enum Kind {
    LIBRARY,
    API,
    LEAF,
    /** A program on its own class path, no bundle at run time. */
    TOOL,
    /** What tests are built with; never part of the runtime. */
    TEST,
    /** Shows third parties how; obeys the law of a leaf. */
    EXAMPLE;

    boolean exports() {
        return this == LIBRARY || this == API || this == TEST;
    }

    /** Whether a third party builds on it and so gets it under the Apache licence; a test kit chooses. */
    boolean apache(String declared) {
        return switch (this) {
            case API, EXAMPLE -> true;
            case TEST -> declared.contains("Apache-2.0");
            case LIBRARY, LEAF, TOOL -> false;
        };
    }

    Set<Kind> mayImport() {
        return switch (this) {
            case LIBRARY -> Set.of(LIBRARY);
            case API, LEAF, TOOL, EXAMPLE -> Set.of(LIBRARY, API);
            case TEST -> Set.of(LIBRARY, API, TEST);
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
