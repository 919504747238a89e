/**
 * Finds objects by their text in a Lucene index per shard. Start at {@link org.mailbay.search.lucene.LuceneSearch}, then
 * {@link org.mailbay.search.lucene.Entries} (what is in the index) and {@link org.mailbay.search.lucene.Asking} (how it is asked).
 *
 * <p>Whatever touches files runs on threads of the driver's own: an interrupted caller would close files under everybody.
 */
@NullMarked
package org.mailbay.search.lucene;

import org.jspecify.annotations.NullMarked;
