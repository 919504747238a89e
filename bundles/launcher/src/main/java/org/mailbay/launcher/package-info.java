/**
 * Starts the server in the foreground and stops it. Start at {@link org.mailbay.launcher.Main}.
 *
 * <p>This is the only code that runs on the class path, beside the framework and the logging: it takes the data folder, fills a
 * container with the bundles of the assembled runtime, waits until the server says that it is ready, and says so to the operator.
 */
@NullMarked
package org.mailbay.launcher;

import org.jspecify.annotations.NullMarked;
