/** Bookmarks: start at {@link BookmarkType}. */
@NullMarked
package org.mailbay.example.data.type;

import org.jspecify.annotations.NullMarked;
