/**
 * The store's continuous check of itself, and what an administrator can ask for: verify and migrate. Start at {@link SelfCheck}.
 *
 * <p>The invariants themselves are in {@code org.mailbay.store.engine.Check}; those of a type are its model's
 * {@link org.mailbay.store.spi.Schema#check}. One thread of low priority walks, one account at a time.
 */
@NullMarked
package org.mailbay.store.engine.check;

import org.jspecify.annotations.NullMarked;
