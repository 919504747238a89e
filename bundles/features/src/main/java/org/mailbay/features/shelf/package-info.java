/**
 * What is remembered, on the disk. Start at {@link Shelf}.
 */
@NullMarked
package org.mailbay.features.shelf;

import org.jspecify.annotations.NullMarked;
