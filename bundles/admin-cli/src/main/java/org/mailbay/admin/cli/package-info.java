/**
 * {@code ./mailbay admin …}: {@link Main} begins, {@link Api} is what the server says it can be asked, {@link Commands} makes commands of
 * it, {@link Ask} is one of them; {@link State} and {@link Step} are {@code export} and {@code apply}. Runs on its own, not in the server.
 */
@NullMarked
package org.mailbay.admin.cli;

import org.jspecify.annotations.NullMarked;
