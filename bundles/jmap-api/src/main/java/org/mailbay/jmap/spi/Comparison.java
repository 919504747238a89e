package org.mailbay.jmap.spi;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Comparator of a query (RFC 8620 §5.5); its direction is the caller's business.
 *
 * @param collation one that the session announces; null for the type's choice
 * @param more members beyond the standard ones, such as {@code keyword}; one that the type does not know is invalidArguments
 */
public record Comparison(String property, @Nullable String collation, ObjectNode more) {}
