/**
 * Blobs in files. Start at {@link BlobFs}, then {@link FsBlobStore}; the stored form is in {@link RecordHeader} and {@link Frames}.
 *
 * <p>A {@link Sink} hashes what it is given. Up to 256 KB go through {@link SegmentWriter}, one thread that flushes for everybody who
 * waits; more becomes a file of its own ({@link LargeFiles}). {@link Recovery} rebuilds the {@link NameIndex} at open.
 *
 * <p>Callers may be interrupted at any time and an interrupt closes a {@code FileChannel}: channels are touched by the driver's own
 * threads only, callers use {@code RandomAccessFile}.
 */
@NullMarked
package org.mailbay.blob.fs;

import org.jspecify.annotations.NullMarked;
