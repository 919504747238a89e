/**
 * What plugins implement: {@link RecordDriver} (ordered, transactional key-value records), {@link BlobDriver}, {@link SearchDriver},
 * {@link MasterKey}; and what a model tells the store of a data type: {@link Schema}.
 *
 * <p>Copy {@code store-memory}; prove yours with {@code RecordsContract}, {@code BlobsContract} and {@code SearchContract} from bundle
 * {@code tck}.
 * Everything a driver is given is bounded by the caller; everything it returns as committed or sealed must survive {@code kill -9}.
 */
@Export
@Version("1.3.0")
@NullMarked
package org.mailbay.store.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
