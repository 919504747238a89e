/**
 * I-JSON within bounds (RFC 7493), and pointers into it. Start at {@link Json}. All of it is stateless.
 */
@NullMarked
package org.mailbay.jmap.core.json;

import org.jspecify.annotations.NullMarked;
