/**
 * Storage drivers that keep everything in memory. Start at {@link org.mailbay.store.memory.MemoryRecords}.
 *
 * <p>One page per SPI, meant to be copied: what {@code org.mailbay.store.spi} asks for, and nothing else. Nothing survives the
 * process. All methods may be called by any thread.
 */
@NullMarked
package org.mailbay.store.memory;

import org.jspecify.annotations.NullMarked;
