package org.mailbay.features.exchange;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * One bundle's part of an exchange.
 *
 * @param old whose place the bundle in {@code jar} takes; null to install
 * @param exclusive whether the old one must be gone first
 */
public record Move(String name, Path jar, @Nullable Bundle old, boolean exclusive) {
    /** In a word, for answers and logs. */
    public String mode() {
        return old == null ? "new" : exclusive ? "exclusive" : "side-by-side";
    }
}
