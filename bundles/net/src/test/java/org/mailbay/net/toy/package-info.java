/** A protocol for tests: a counter that echoes, takes bytes, sleeps, and freezes. */
@NullMarked
package org.mailbay.net.toy;

import org.jspecify.annotations.NullMarked;
