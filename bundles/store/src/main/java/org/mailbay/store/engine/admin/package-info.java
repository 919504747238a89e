/**
 * {@code /admin/v1/store}: each package of the store has an {@code AdminResource} of its own below that path.
 *
 * <p>Of what is asked of one account, {@link NamedAccount} says which.
 */
@NullMarked
package org.mailbay.store.engine.admin;

import org.jspecify.annotations.NullMarked;
