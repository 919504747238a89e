/** What a test makes a bundle of. */
@NullMarked
package org.mailbay.config.probe;

import org.jspecify.annotations.NullMarked;
