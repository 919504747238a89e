package org.mailbay.routing;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What routing goes by besides the rules.
 *
 * @param separators chars before the detail of an address; empty: addresses have none
 * @param backupDomains in A-labels; mail to them is taken and carried on
 * @param signature signs list bounce addresses, and rewrites senders; null before there is a key
 * @param rewrites whether senders of forwarded mail are rewritten
 */
record Settings(
        String separators,
        Set<String> backupDomains,
        @Nullable Srs signature,
        boolean rewrites,
        int maxTargets,
        int maxDepth) {
    Settings {
        backupDomains = Set.copyOf(backupDomains);
    }

    Settings with(Srs srs) {
        return new Settings(separators, backupDomains, srs, rewrites, maxTargets, maxDepth);
    }
}
