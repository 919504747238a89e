/** A record driver that keeps a log on disk and sorted maps in memory. Start at {@link LogRecordDriver}, then {@link LogShard}. */
@NullMarked
package org.mailbay.example.record.driver;

import org.jspecify.annotations.NullMarked;
