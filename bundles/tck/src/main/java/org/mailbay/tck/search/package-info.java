/**
 * What a {@link org.mailbay.store.spi.SearchDriver} must do, as tests. Start at {@link SearchContract}.
 *
 * <p>Write a {@link SearchTestee} for your driver, and a test class that implements {@link SearchContract} and {@link SearchTextContract};
 * a durable driver also implements {@link SearchDurableContract}; {@link PaperKey} is a master key for it. Random tests print their
 * seed; give it back with {@code -Dmailbay.seed}.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.mailbay.tck.search;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
