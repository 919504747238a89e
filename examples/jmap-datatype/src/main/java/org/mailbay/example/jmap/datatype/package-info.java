/** Bookmarks: start at {@link BookmarkType}. */
@NullMarked
package org.mailbay.example.jmap.datatype;

import org.jspecify.annotations.NullMarked;
