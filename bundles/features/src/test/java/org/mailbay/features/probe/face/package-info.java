/** What a test makes a bundle of. */
@NullMarked
package org.mailbay.features.probe.face;

import org.jspecify.annotations.NullMarked;
