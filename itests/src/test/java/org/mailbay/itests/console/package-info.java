/** The web console in a real browser. Start at {@link org.mailbay.itests.console.ConsoleXIT}. */
@NullMarked
package org.mailbay.itests.console;

import org.jspecify.annotations.NullMarked;
