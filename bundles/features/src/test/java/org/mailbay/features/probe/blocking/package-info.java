/** What a test makes a bundle of. */
@NullMarked
package org.mailbay.features.probe.blocking;

import org.jspecify.annotations.NullMarked;
