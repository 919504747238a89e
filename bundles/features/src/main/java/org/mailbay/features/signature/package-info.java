/**
 * Who signed a jar, and whether that is somebody the operator trusts. Start at {@link Signers}.
 */
@NullMarked
package org.mailbay.features.signature;

import org.jspecify.annotations.NullMarked;
