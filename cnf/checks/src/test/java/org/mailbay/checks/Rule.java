package org.mailbay.checks;

import java.util.List;

/** One article of the law, checked against the whole house. */
interface Rule {

    /** The word that stands in findings. */
    String name();

    /** Every breach; empty when the house obeys. */
    List<Finding> check(House house);

    default Finding finding(Object file, String remedy) {
        return new Finding(file.toString(), name(), remedy);
    }
}
