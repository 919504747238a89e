/** What a test makes a bundle of. */
@NullMarked
package org.mailbay.features.probe.user;

import org.jspecify.annotations.NullMarked;
