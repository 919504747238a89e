/**
 * An account in memory: immutable, by columns. Start at {@link Image}, then {@link ObjectTable}.
 *
 * <p>A table is a list of chunks of 512 objects; a chunk holds each column as an array of its own; sets of words and memberships
 * also have a bit set per word and container. A change copies the touched arrays and blocks only, so its cost does not depend on
 * the account's size. One thread makes the next image while any number of threads read the ones before.
 */
@NullMarked
package org.mailbay.store.engine.image;

import org.jspecify.annotations.NullMarked;
