package org.mailbay.jmap.submission.email;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Property.Kind;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfSubmission;
import org.mailbay.jmap.submission.Types.UndoStatus;
import org.mailbay.jmap.submission.Values;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.mail.Mail;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** EmailSubmission/get, /changes, /query, /queryChanges and /set (RFC 8621 §7). */
@Component(service = {DataType.class, Schema.class})
public final class EmailSubmissionType implements Queryable, Settable, Schema {
    private static final List<Property> PROPERTIES = List.of(
            Property.of("id", Kind.SERVER_SET),
            Property.of("identityId", Kind.IMMUTABLE),
            Property.of("emailId", Kind.IMMUTABLE),
            Property.of("threadId", Kind.SERVER_SET),
            Property.of("envelope", Kind.IMMUTABLE),
            Property.of("sendAt", Kind.SERVER_SET),
            Property.of("undoStatus", Kind.MUTABLE),
            Property.of("deliveryStatus", Kind.SERVER_SET),
            Property.of("dsnBlobIds", Kind.SERVER_SET),
            Property.of("mdnBlobIds", Kind.SERVER_SET));

    private final Postman postman;

    @Activate
    public EmailSubmissionType(@Reference Postman postman) {
        this.postman = postman;
    }

    @Override
    public ObjectType type() {
        return Types.SUBMISSION;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of(
                "identity", OfSubmission.IDENTITY,
                "email", OfSubmission.EMAIL,
                "thread", OfSubmission.THREAD,
                "sendAt", OfSubmission.SEND_AT,
                "undo", OfSubmission.UNDO,
                "outgoing", OfSubmission.OUTGOING);
    }

    /** What was to be sent in the past is not sent now: it was, or the user has canceled it. */
    @Override
    public void restored(Transaction tx, List<Restored> changes) {
        for (Restored change : changes) {
            Row row = tx.row(change.id());
            if (row != null
                    && row.get(OfSubmission.UNDO) == UndoStatus.PENDING.ordinal()
                    && tx.row(Types.OUTGOING.id(row.get(OfSubmission.OUTGOING))) == null) {
                tx.update(Types.SUBMISSION, change.id(), row.with(OfSubmission.UNDO, UndoStatus.FINAL.ordinal()));
            }
        }
    }

    @Override
    public String capability() {
        return Types.SUBMISSION_CAPABILITY;
    }

    @Override
    public List<Property> properties() {
        return PROPERTIES;
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Objects submissions = view.snapshot().objects(Types.SUBMISSION);
        return StoredJson.get(
                view,
                ids,
                properties,
                out,
                (submission, id) -> fill(submission, id, submissions.row(submissions.ordinal(id))));
    }

    /** Adds what is in the row. */
    static void fill(ObjectNode submission, ObjectId id, Row row) {
        submission.put("id", id.toString());
        submission.put(
                "identityId", Types.IDENTITY.id(row.get(OfSubmission.IDENTITY)).toString());
        submission.put("emailId", Mail.EMAIL.id(row.get(OfSubmission.EMAIL)).toString());
        submission.put("threadId", Mail.THREAD.id(row.get(OfSubmission.THREAD)).toString());
        submission.put("sendAt", Values.utc(row.get(OfSubmission.SEND_AT)));
        submission.put("undoStatus", undo(row).text());
    }

    static UndoStatus undo(Row row) {
        return UndoStatus.values()[(int) row.get(OfSubmission.UNDO)];
    }

    @Override
    public Query query(View view, ObjectNode arguments) throws MethodError {
        return new SubmissionQuery(view.snapshot().objects(Types.SUBMISSION));
    }

    @Override
    public Set<String> setArguments() {
        return Set.of("onSuccessUpdateEmail", "onSuccessDestroyEmail");
    }

    @Override
    public Changer set(View view, ObjectNode arguments) throws MethodError {
        return new SubmissionChanger(view, postman, OnSuccess.of(view, arguments));
    }
}
