/**
 * Images of accounts in files: start at {@link SnapshotFiles}.
 *
 * <p>A file is only a faster way to the image that the rows give, and is never needed: whatever is wrong with it, it is ignored and
 * removed. Whether it belongs to the rows that are there is decided by who reads it, with its {@link SnapshotFiles.Stamp}.
 */
@NullMarked
package org.mailbay.store.engine.snapshot;

import org.jspecify.annotations.NullMarked;
