package org.mailbay.jmap.submission;

import java.util.Locale;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;

/** How identities, submissions and automatic replies are stored. The numbers and letters are for ever. */
public final class Types {
    /** RFC 8621 §1.3.2. */
    public static final String SUBMISSION_CAPABILITY = "urn:ietf:params:jmap:submission";

    /** RFC 8621 §1.3.3. */
    public static final String VACATION_CAPABILITY = "urn:ietf:params:jmap:vacationresponse";

    /** RFC 9007 §1.3. */
    public static final String MDN_CAPABILITY = "urn:ietf:params:jmap:mdn";

    public static final ObjectType IDENTITY = new ObjectType("Identity", 'i');

    public static final ObjectType SUBMISSION = new ObjectType("EmailSubmission", 's');

    public static final ObjectType VACATION = new ObjectType("VacationResponse", 'v');

    /** A message that is still to be sent, whatever becomes of its submission and email; no JMAP type. */
    public static final ObjectType OUTGOING = new ObjectType("OutgoingMessage", 'o');

    /** Outbox topic: an {@link #OUTGOING} message is due. */
    public static final String SUBMISSION_TOPIC = "submission";

    /** Outbox topic: a {@link #SUBMISSION} may be old enough to be forgotten. */
    public static final String CLEAR_TOPIC = "submission.clear";

    /** Outbox topic: a message that came in may want an automatic reply. */
    public static final String VACATION_TOPIC = "vacation";

    /** Outbox topic: a report of what became of a message came in. */
    public static final String REPORT_TOPIC = "submission.report";

    /** Columns of an identity; the rest is in its bytes, as JSON. */
    public static final class OfIdentity {
        public static final Column.Text EMAIL = new Column.Text(1);

        /** 1 for one that is always there. */
        public static final Column.Number DEFAULT = new Column.Number(2);

        private OfIdentity() {}
    }

    /** Columns of a submission; envelope and delivery status are in its bytes, as JSON. */
    public static final class OfSubmission {
        /** Numbers of objects. */
        public static final Column.Number IDENTITY = new Column.Number(1);

        public static final Column.Number EMAIL = new Column.Number(2);
        public static final Column.Number THREAD = new Column.Number(3);

        /** Milliseconds since 1970. */
        public static final Column.Number SEND_AT = new Column.Number(4);

        /** Ordinal of an {@link UndoStatus}. */
        public static final Column.Number UNDO = new Column.Number(5);

        /** Number of the {@link #OUTGOING} message. */
        public static final Column.Number OUTGOING = new Column.Number(6);

        private OfSubmission() {}
    }

    /** RFC 8621 §7. */
    public enum UndoStatus {
        PENDING,
        FINAL,
        CANCELED;

        /** As in JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Columns of an automatic reply; the rest is in its bytes, as JSON. */
    public static final class OfVacation {
        /** 1 or 0. */
        public static final Column.Number ENABLED = new Column.Number(1);

        /** Milliseconds since 1970; 0 when open. */
        public static final Column.Number FROM = new Column.Number(2);

        public static final Column.Number TO = new Column.Number(3);

        private OfVacation() {}
    }

    private Types() {}
}
