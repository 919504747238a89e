/** The assembled server as a child process, and what the operating system says of it. Start at {@link org.mailbay.itests.server.Server}. */
@NullMarked
package org.mailbay.itests.server;

import org.jspecify.annotations.NullMarked;
