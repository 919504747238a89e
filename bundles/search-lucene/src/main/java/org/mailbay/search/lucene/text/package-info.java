/**
 * What a text is made of, the same for what is indexed, asked and shown. Start at {@link org.mailbay.search.lucene.text.Scanner}.
 *
 * <p>Case, accents and presentation forms are folded character by character; words are runs of letters and digits; scripts without
 * spaces give a token a character. Nothing here knows Lucene, but for the stemmers. Objects belong to one thread, values to all.
 */
@NullMarked
package org.mailbay.search.lucene.text;

import org.jspecify.annotations.NullMarked;
