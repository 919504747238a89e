/**
 * {@code ./mailbay admin …}: {@link Main} lists the commands, {@link AdminClient} talks to {@code /admin/v1}. Runs on its own, not in the server.
 */
@NullMarked
package org.mailbay.admin.cli;

import org.jspecify.annotations.NullMarked;
