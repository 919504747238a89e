/** What a test makes a bundle of. */
@NullMarked
package org.mailbay.health.probe;

import org.jspecify.annotations.NullMarked;
