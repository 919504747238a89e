/**
 * What a {@link org.mailbay.store.spi.RecordDriver} must do, as tests. Start at {@link RecordsContract}.
 *
 * <p>Write a {@link RecordsTestee} for your driver, and a test class that implements {@link RecordsContract}; a durable driver also
 * implements {@link RecordsKillContract}. Random tests print their seed; give it back with {@code -Dmailbay.seed}.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.tck.records;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
