package org.mailbay.jmap.push;

import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;

/** How subscriptions are stored. The letters and numbers are for ever; none of these is a JMAP data type. */
final class Stored {
    /** In its user's account. */
    static final ObjectType SUBSCRIPTION = new ObjectType("PushSubscription", 'u');

    /** In the server's own account: a user's account that has, or had, subscriptions. */
    static final ObjectType USER = new ObjectType("PushUser", 'w');

    /** In the server's own account: the key that tells push services who sends. */
    static final ObjectType KEY = new ObjectType("PushKey", 'y');

    /** Columns of a subscription; the rest is in its bytes. */
    static final class OfSubscription {
        /** Milliseconds since 1970. */
        static final Column.Number EXPIRES = new Column.Number(1);

        /** 1 once the client has told the code that was pushed. */
        static final Column.Number VERIFIED = new Column.Number(2);

        /** Modseq of the user's account up to which everything was pushed; noted once in a while. */
        static final Column.Number SENT = new Column.Number(3);

        private OfSubscription() {}
    }

    /** Columns of a user. */
    static final class OfUser {
        /** Number of the account. */
        static final Column.Number ACCOUNT = new Column.Number(1);

        private OfUser() {}
    }

    /** Index of the server's own account, account → {@code 1}. */
    static final String USERS = "push.user";

    private Stored() {}
}
