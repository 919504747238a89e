/**
 * What a {@link org.mailbay.store.spi.BlobDriver} must do, as tests. Start at {@link BlobsContract}.
 *
 * <p>Write a {@link BlobsTestee} for your driver, and a test class that implements {@link BlobsContract}; a durable driver also
 * implements {@link BlobsDurableContract}. Random tests print their seed; give it back with {@code -Dmailbay.seed}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.tck.blobs;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
