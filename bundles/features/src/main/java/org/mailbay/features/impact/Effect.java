package org.mailbay.features.impact;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happens to components of other bundles: each by its bundle's name, a slash and its own name.
 *
 * @param restarts components that are made anew
 * @param stops components that lack something afterwards
 * @param starts components that lacked something before
 */
public record Effect(Set<String> restarts, Set<String> stops, Set<String> starts) {
    public Effect {
        restarts = Collections.unmodifiableSet(new TreeSet<>(restarts));
        stops = Collections.unmodifiableSet(new TreeSet<>(stops));
        starts = Collections.unmodifiableSet(new TreeSet<>(starts));
    }

    /** For answers. */
    public Map<String, Object> said() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("restarts", List.copyOf(restarts));
        said.put("stops", List.copyOf(stops));
        said.put("starts", List.copyOf(starts));
        return said;
    }
}
