package org.mailbay.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mailbay.mime.ContentType;
import org.mailbay.mime.Message;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;

/** How mail is stored: the types and their columns. The numbers and letters are for ever. */
public final class Mail {
    /** RFC 8621 §1.3.1. */
    public static final String CAPABILITY = "urn:ietf:params:jmap:mail";

    public static final ObjectType MAILBOX = new ObjectType("Mailbox", 'm');

    /** Derived from emails: a thread's number is that of its first email. */
    public static final ObjectType THREAD = new ObjectType("Thread", 't');

    public static final ObjectType EMAIL = new ObjectType("Email", 'e');

    /** What is noted of a mailbox (RFC 5464): one value under one name; see {@link Annotations}. */
    public static final ObjectType ANNOTATION = new ObjectType("MailboxAnnotation", 'x');

    /** Columns of a mailbox. */
    public static final class OfMailbox {
        public static final Column.Text NAME = new Column.Text(1);

        /** Number of the parent mailbox; 0 at the top. */
        public static final Column.Number PARENT = new Column.Number(2);

        /** Lower case, as in the IANA registry of IMAP mailbox name attributes; empty when there is none. */
        public static final Column.Text ROLE = new Column.Text(3);

        public static final Column.Number SORT_ORDER = new Column.Number(4);

        /** Whether the owner is subscribed: 1 or 0. */
        public static final Column.Number SUBSCRIBED = new Column.Number(5);

        /** Who beside the owner may do what: a word a principal, {@code <its account's id>:<letters>}, see {@link MailboxRights}. */
        public static final Column.Words SHARES = new Column.Words(6);

        /** Who beside the owner is subscribed, by its account's id: RFC 8621 §2 wants that separate for each. */
        public static final Column.Words SUBSCRIBERS = new Column.Words(7);

        private OfMailbox() {}
    }

    /** Columns of an email. */
    public static final class OfEmail {
        /** Milliseconds since 1970. */
        public static final Column.Number RECEIVED_AT = new Column.Number(1);

        /** Bytes of the message. */
        public static final Column.Number SIZE = new Column.Number(2);

        /** Number of the thread. */
        public static final Column.Number THREAD_NUMBER = new Column.Number(3);

        /** Seconds since 1970 that the Date field says; 0 when it says nothing. */
        public static final Column.Number SENT_AT = new Column.Number(4);

        public static final Column.Words KEYWORDS = new Column.Words(5);
        public static final Column.Members MAILBOXES = new Column.Members(6);

        /** 1 or 0. */
        public static final Column.Number HAS_ATTACHMENT = new Column.Number(7);

        /** 0: no S/MIME; 1: S/MIME ({@link #isSmime}), not verified; from 2: what verifying it on arrival found, a number of jmap-smime's. */
        public static final Column.Number SMIME = new Column.Number(8);

        /** Milliseconds since 1970 when it was verified on arrival; 0 when it was not. */
        public static final Column.Number SMIME_VERIFIED_AT = new Column.Number(9);

        /** Number of the thread that others than the owner see it in, which follows from the message alone; 0: one of its own. */
        public static final Column.Number CONVERSATION = new Column.Number(10);

        private OfEmail() {}
    }

    /** Columns of an annotation; its value is the object's bytes. */
    public static final class OfAnnotation {
        /** Number of the mailbox; 0 for the owner's mail as a whole. */
        public static final Column.Number MAILBOX = new Column.Number(1);

        /** Who alone may know, by its account's id; empty: all who may read the mailbox. */
        public static final Column.Text USER = new Column.Text(2);

        /** Its name behind {@code /shared} or {@code /private}, as it was set first. */
        public static final Column.Text ENTRY = new Column.Text(3);

        /** Bytes of the value, and one more; 0: the value was removed, which is kept so that others are told. */
        public static final Column.Number SIZE = new Column.Number(4);

        private OfAnnotation() {}
    }

    private Mail() {}

    /** Whether a message claims to be S/MIME: signed, or enveloped (RFC 8551 §3.2, §3.5). */
    public static boolean isSmime(Message message) {
        ContentType type = message.root().contentType();
        return switch (type.mediaType()) {
            case "application/pkcs7-mime", "application/x-pkcs7-mime" -> true;
            case "multipart/signed" ->
                type.parameter("protocol")
                        .map(protocol -> protocol.toLowerCase(Locale.ROOT))
                        .filter(Set.of("application/pkcs7-signature", "application/x-pkcs7-signature")::contains)
                        .isPresent();
            default -> false;
        };
    }

    /** Whether it counts as unread (RFC 8621 §2). */
    public static boolean isUnread(Set<String> keywords) {
        return !keywords.contains("$seen") && !keywords.contains("$draft");
    }

    /** Whether JMAP clients see the message: in a mailbox, and not only marked deleted there (RFC 8621 §4.1.1). */
    public static boolean isVisible(Row email) {
        return email.get(OfEmail.MAILBOXES).stream().anyMatch(member -> !member.deleted());
    }

    /** The mailboxes that JMAP clients see it in. */
    public static List<Member> visible(Iterable<Member> members) {
        List<Member> visible = new ArrayList<>(2);
        for (Member member : members) {
            if (!member.deleted()) {
                visible.add(member);
            }
        }
        return visible;
    }
}
