/**
 * The JMAP store as faces and models use it. Start at {@link Store}, then {@link Account}.
 *
 * <p>Read a {@link Snapshot} (never blocks, never torn), write with {@link Account#write} (one writer per account, durable when it
 * returns), follow {@link Account#changes} (one modseq counter for all types), hear of commits through {@link
 * org.mailbay.store.spi.CommitListener}. Objects are {@link Row}s of numbered {@link Column}s (the small mutable part) plus opaque
 * bytes (the big part). Storage engines implement {@link org.mailbay.store.spi}. RFC 8620 §1.2, §1.6, §5.
 */
@Export
@Version("1.3.0")
@NullMarked
package org.mailbay.store;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
