/**
 * The Felix Web Console inside: {@link org.mailbay.webconsole.WebConsole} starts and stops it, {@link org.mailbay.webconsole.Gate} lets
 * administrators in, and nobody else.
 *
 * <p>Requests come on any thread.
 */
@NullMarked
package org.mailbay.webconsole;

import org.jspecify.annotations.NullMarked;
