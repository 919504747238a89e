/**
 * Files of an index that nobody reads without its key. Start at {@link org.mailbay.search.lucene.seal.SealedDirectory}.
 *
 * <p>A file is a head of 40 bytes (what it is, salt) and blocks of 4,096 bytes, AES-256-GCM, each with its tag behind it. The file's
 * key comes from the index's and the salt; a block's nonce is its number and whether it is the last one. So blocks cannot be
 * changed, exchanged or cut off unseen. Any thread.
 */
@NullMarked
package org.mailbay.search.lucene.seal;

import org.jspecify.annotations.NullMarked;
