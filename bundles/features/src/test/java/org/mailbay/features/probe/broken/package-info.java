/** What a test makes a bundle of. */
@NullMarked
package org.mailbay.features.probe.broken;

import org.jspecify.annotations.NullMarked;
