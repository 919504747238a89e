/**
 * The JMAP server as one servlet. Start at {@link JmapServlet}.
 *
 * <p>A request goes {@code http} (who, limits) → {@code request} (JSON within bounds) → {@code dispatch} (calls in order, references)
 * → {@code standard} (the generic methods) → a model's {@code org.mailbay.jmap.spi} services, held in {@code registry}. RFC 8620.
 */
@NullMarked
package org.mailbay.jmap.core;

import org.jspecify.annotations.NullMarked;
