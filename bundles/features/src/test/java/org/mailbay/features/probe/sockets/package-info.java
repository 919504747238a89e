/** What a test makes a bundle of. */
@NullMarked
package org.mailbay.features.probe.sockets;

import org.jspecify.annotations.NullMarked;
