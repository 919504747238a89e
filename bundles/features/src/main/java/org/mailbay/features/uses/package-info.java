/**
 * What a bundle may use ({@code Mailbay-Uses}), and what its bytecode shows that it does. Start at {@link Uses}.
 */
@NullMarked
package org.mailbay.features.uses;

import org.jspecify.annotations.NullMarked;
