/**
 * The law of the house as tests. Start at {@link org.mailbay.checks.HouseTest}, which runs every {@link org.mailbay.checks.Rule}
 * over the built {@link org.mailbay.checks.House}.
 *
 * <p>A new rule is one class that implements {@code Rule}, one line in {@code HouseTest} and one test that shows it failing
 * on a small bad example.
 */
@NullMarked
package org.mailbay.checks;

import org.jspecify.annotations.NullMarked;
