/**
 * Who asks, how much, and over which URL (RFC 8620 §2, §6, §8). Start at {@link Endpoint}.
 */
@NullMarked
package org.mailbay.jmap.core.http;

import org.jspecify.annotations.NullMarked;
