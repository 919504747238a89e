/**
 * A revision serves a share of the connections, and is judged by how often it fails. Start at {@link Canary}; {@link Tally} counts.
 */
@NullMarked
package org.mailbay.features.canary;

import org.jspecify.annotations.NullMarked;
