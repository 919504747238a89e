/**
 * What the store does by itself to stay well: removes garbage, reads its blobs again, gives space back, writes blobs anew.
 *
 * <p>Start at {@link org.mailbay.store.engine.upkeep.Upkeep}, then {@link org.mailbay.store.engine.upkeep.Collector} and, for why
 * that is safe, {@link org.mailbay.store.engine.upkeep.BlobGuard}. Everything runs on one thread, a bounded piece at a time.
 */
@NullMarked
package org.mailbay.store.engine.upkeep;

import org.jspecify.annotations.NullMarked;
