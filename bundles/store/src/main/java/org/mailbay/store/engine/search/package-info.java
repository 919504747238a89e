/**
 * How the search indexes of all shards follow the accounts' logs, and how accounts are searched. Start at {@link Feed}.
 *
 * <p>A commit says only that an account has changed ({@link Agenda}). A feeder's thread then asks {@link Planner} which objects of it
 * may have another text, {@link Documents} for the texts, applies them to the shard's index ({@link ShardFeed}) and moves the account's
 * {@link Progress} on. The index is committed now and then; after that, and only after, rows of SYS say how far each account is, so that
 * a crash repeats work and never skips it. {@link Finder} answers only when the index has everything that the snapshot has.
 */
@NullMarked
package org.mailbay.store.engine.search;

import org.jspecify.annotations.NullMarked;
