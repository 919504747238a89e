/** A blob driver that keeps a plain file for each blob. Start at {@link PlainBlobDriver}. */
@NullMarked
package org.mailbay.example.blob.driver;

import org.jspecify.annotations.NullMarked;
