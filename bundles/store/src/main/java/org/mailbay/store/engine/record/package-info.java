/**
 * What the store's rows look like: keys and the versioned, varint-coded values of all tables. Start at {@link Keys}.
 *
 * <p>Every key starts with an account's number in eight bytes, so that accounts can move between shards. Every value starts with a
 * version byte. No row needs its data type to be read: columns are stored with their number and kind.
 */
@NullMarked
package org.mailbay.store.engine.record;

import org.jspecify.annotations.NullMarked;
