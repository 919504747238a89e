/**
 * The web console's files over HTTP: {@link ConsoleServlet} answers with {@link Assets}, which rewrites the libraries' bare imports.
 *
 * <p>What people see is in {@code src/main/resources/console}: start at {@code app.js}. Everything it shows comes from {@code /admin/v1}.
 */
@NullMarked
package org.mailbay.admin.console;

import org.jspecify.annotations.NullMarked;
