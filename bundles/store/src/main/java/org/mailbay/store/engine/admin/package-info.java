/**
 * {@code /admin/v1/store}: each package of the store answers below a segment of its own. Start at {@link StoreResource}.
 *
 * <p>To add one: a component that is a {@link StoreArea}, or an {@link AccountArea} for what is asked of one account.
 */
@NullMarked
package org.mailbay.store.engine.admin;

import org.jspecify.annotations.NullMarked;
