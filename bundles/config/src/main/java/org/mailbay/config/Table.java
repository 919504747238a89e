package org.mailbay.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one component, or one instance of one, is told.
 *
 * @param pid as ConfigAdmin has it: {@code http}, or {@code net.listener~smtp} for an instance
 * @param values by attribute
 * @param origins by attribute: the file, or the defaults of a bundle
 */
record Table(String pid, Schema schema, Map<String, Object> values, Map<String, String> origins) {
    Table {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        origins = Collections.unmodifiableMap(new TreeMap<>(origins));
    }
}
