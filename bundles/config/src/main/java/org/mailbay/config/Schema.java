package org.mailbay.config;

import java.util.Map;

/**
 * What a component, or each instance of one, can be told.
 *
 * @param pid of the component, which is the table's path
 * @param factory whether there can be several, each a table {@code [pid.NAME]}
 * @param bundle symbolic name of the bundle it is in
 */
record Schema(String pid, boolean factory, String description, Map<String, Attribute> attributes, String bundle) {
    Schema {
        attributes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(attributes));
    }
}
