/**
 * Accounts as a neutral stream, and back. Start at {@link Format}, which is described in {@code docs/operator/export.md}.
 *
 * <p>{@link Exporter} writes what an account is now; {@link Reader} reads it, checked; {@link Importer} makes accounts of it by the
 * transactions of {@code engine.history}, which nobody sees before they are whole. Memory is bounded by one object's bytes and by
 * the names of {@link Format#MOST_BLOBS} blobs.
 */
@NullMarked
package org.mailbay.store.engine.transfer;

import org.jspecify.annotations.NullMarked;
