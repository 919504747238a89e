/** What a test makes a bundle of. */
@NullMarked
package org.mailbay.features.probe.leaky;

import org.jspecify.annotations.NullMarked;
