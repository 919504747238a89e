package org.mailbay.tck.store;

import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;

/** The types that the contract uses. */
final class Things {
    static final ObjectType EMAIL = new ObjectType("Email", 'm');
    static final ObjectType MAILBOX = new ObjectType("Mailbox", 'b');
    /** Never stored, only touched. */
    static final ObjectType THREAD = new ObjectType("Thread", 't');

    static final Column.Number RECEIVED = new Column.Number(1);
    static final Column.Number SIZE = new Column.Number(2);
    static final Column.Text SUBJECT = new Column.Text(3);
    static final Column.Words KEYWORDS = new Column.Words(4);
    static final Column.Members MAILBOXES = new Column.Members(5);

    static final Column.Text NAME = new Column.Text(1);
    static final Column.Number SORT = new Column.Number(2);

    private Things() {}
}
