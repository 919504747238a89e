/**
 * Copies of everything that can be trusted, and accounts out of them. Start at {@link Backups}.
 *
 * <p>A copy is made while the store serves: records first, blobs after, and nothing is removed meanwhile, so that every blob that the
 * records refer to is there. It counts only when it was opened and checked; then its manifest is written. Everything comes back by
 * {@code engine.recovery} before a start; one account by the transactions of {@code engine.history}, with a copy as the goal.
 */
@NullMarked
package org.mailbay.store.engine.backup;

import org.jspecify.annotations.NullMarked;
