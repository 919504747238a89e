/**
 * What accounts once were, for as long as it is kept, and how they become so again. Start at {@link Restore}.
 *
 * <p>Each transaction leaves, under its modseq, the rows that it replaced ({@code UndoRow}); what it created says so itself. The rows of
 * a moment are the oldest of those that were replaced after it, and the present ones of everything else. {@link Pruner} removes
 * what is older than the retention. A restore is a series of ordinary transactions towards a {@link Goal}; running it again ends it.
 */
@NullMarked
package org.mailbay.store.engine.history;

import org.jspecify.annotations.NullMarked;
