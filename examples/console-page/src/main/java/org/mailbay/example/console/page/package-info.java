/** An example of a page of the web console. Start at {@link org.mailbay.example.console.page.UsagePage}, then {@code console/page.js}. */
@NullMarked
package org.mailbay.example.console.page;

import org.jspecify.annotations.NullMarked;
