package org.mailbay.example.jmap.datatype;

import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;

/** What the store knows of a bookmark. Its address is in the object's bytes. */
final class Bookmarks {
    /** The letter is the type's for ever: choose one that no other type of your server has. */
    static final ObjectType BOOKMARK = new ObjectType("Bookmark", 'K');

    static final String CAPABILITY = "urn:example:params:jmap:bookmarks";
    static final Column.Text TITLE = new Column.Text(1);
    static final Column.Words TAGS = new Column.Words(2);

    /** The accounts of those who may read it beside its owner. */
    static final Column.Words READERS = new Column.Words(3);

    /** The one right that others can have. */
    static final String MAY_READ = "mayRead";

    private Bookmarks() {}
}
