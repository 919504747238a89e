package org.mailbay.jmap.submission.email;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.SetOutcome;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfIdentity;
import org.mailbay.jmap.submission.Types.OfSubmission;
import org.mailbay.jmap.submission.Types.UndoStatus;
import org.mailbay.jmap.submission.post.MessageIds;
import org.mailbay.jmap.submission.post.OutgoingMessage;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.jmap.submission.post.Status;
import org.mailbay.jmap.submission.post.SubmissionWorker;
import org.mailbay.mail.Mail;
import org.mailbay.mime.Address;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** EmailSubmission/set (RFC 8621 §7.5). */
final class SubmissionChanger implements Changer {
    /** Old submissions that one new one clears away. */
    private static final int CLEARED = 10;

    private final View view;
    private final Postman postman;
    private final OnSuccess onSuccess;

    /** The emails of the submissions that this call is about. */
    private final Map<ObjectId, String> emails = new HashMap<>();

    SubmissionChanger(View view, Postman postman, OnSuccess onSuccess) {
        this.view = view;
        this.postman = postman;
        this.onSuccess = onSuccess;
    }

    @Override
    public Creation create(ObjectNode object) throws SetError, IOException {
        JsonNode undo = object.path("undoStatus");
        if (!undo.isMissingNode() && !undo.isNull() && !undo.asString("").equals(UndoStatus.PENDING.text())) {
            throw SetError.invalidProperties("set by the server", "undoStatus");
        }
        String email = identityEmail(id(object, "identityId"));
        ObjectId identity = Types.IDENTITY.parse(id(object, "identityId")).orElseThrow();
        Draft draft = Draft.read(
                view,
                Mail.EMAIL
                        .parse(id(object, "emailId"))
                        .orElseThrow(() -> SetError.invalidProperties("no such email", "emailId")));
        if (draft.email().blob().size() > postman.limits().maxBytes()) {
            throw SetError.of(SetError.TOO_LARGE, "more than may be sent")
                    .with(
                            "maxSize",
                            JsonNodeFactory.instance.numberNode(postman.limits().maxBytes()));
        }
        checkFrom(draft);
        Instant now = postman.now();
        Route route = route(object.path("envelope"), draft, email, now);
        checkRecipients(route);
        boolean isGiven = object.path("envelope").isObject();
        int recipients = route.recipients().size();
        return tx -> {
            postman.rate().take(view.account().id(), recipients);
            try {
                return add(tx, identity, draft, route, now, isGiven);
            } catch (SetError | IOException | RuntimeException e) {
                postman.rate().giveBack(view.account().id(), recipients);
                throw e;
            }
        };
    }

    private String id(ObjectNode object, String property) throws SetError {
        JsonNode value = object.path(property);
        if (!value.isString()) {
            throw SetError.invalidProperties("not an id", property);
        }
        return view.resolve(value.stringValue());
    }

    private String identityEmail(String id) throws SetError {
        Objects identities = view.snapshot().objects(Types.IDENTITY);
        int ordinal = Types.IDENTITY.parse(id).map(identities::ordinal).orElse(-1);
        if (ordinal < 0) {
            throw SetError.invalidProperties("no such identity", "identityId"); // RFC 8621 §7.5
        }
        return identities.get(OfIdentity.EMAIL, ordinal);
    }

    private void checkFrom(Draft draft) throws SetError, IOException {
        for (String from : draft.from()) {
            if (!postman.maySendAs(view.account().id(), from)) {
                throw SetError.of("forbiddenFrom", "not an address of yours: " + from); // RFC 8621 §7.5
            }
        }
    }

    private Route route(JsonNode given, Draft draft, String identityEmail, Instant now) throws SetError, IOException {
        if (given instanceof ObjectNode envelope) {
            Route route = new GivenRoute(now, postman.limits().maxDelay()).read(envelope);
            if (!postman.maySendAs(view.account().id(), route.sender())) {
                throw SetError.of("forbiddenMailFrom", "not an address of yours: " + route.sender());
            }
            return new Route(route.sender(), route.parameters(), unique(route.recipients()), route.release());
        }
        if (!given.isMissingNode() && !given.isNull()) {
            throw SetError.invalidProperties("not an envelope", "envelope");
        }
        String sender = draft.sender();
        boolean isAllowed = sender != null && Draft.key(sender).equalsIgnoreCase(Draft.key(identityEmail));
        return new Route(isAllowed ? sender : identityEmail, Map.of(), draft.recipients(), null); // RFC 8621 §7
    }

    private static List<Destination> unique(List<Destination> recipients) {
        Map<String, Destination> unique = new LinkedHashMap<>();
        recipients.forEach(recipient -> unique.putIfAbsent(Draft.key(recipient.address()), recipient));
        return List.copyOf(unique.values());
    }

    private void checkRecipients(Route route) throws SetError, IOException {
        if (route.recipients().isEmpty()) {
            throw SetError.of("noRecipients", null);
        }
        int most = postman.limits().maxRecipients();
        if (route.recipients().size() > most) {
            throw SetError.of("tooManyRecipients", "at most " + most)
                    .with("maxRecipients", JsonNodeFactory.instance.numberNode(most));
        }
        List<String> invalid = new ArrayList<>();
        String elsewhere = null;
        for (Destination recipient : route.recipients()) {
            String address = recipient.address();
            if (Address.parse(address).isEmpty()) {
                invalid.add(address);
                continue;
            }
            switch (postman.route(route.sender(), address)) {
                case Routing.Ours ours -> elsewhere = ours.isAllHere() ? elsewhere : address;
                case Routing.Elsewhere ignored -> elsewhere = address;
                case Routing.Refused refused when refused.isForNow() -> {} // found out when it is sent
                case Routing.Refused ignored -> invalid.add(address);
            }
        }
        if (!invalid.isEmpty()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            invalid.forEach(list::add);
            throw SetError.of("invalidRecipients", "nobody can be reached there")
                    .with("invalidRecipients", list);
        }
        if (elsewhere != null && !postman.hasRelay()) {
            throw SetError.of(
                    "forbiddenToSend", "This server does not send mail to other servers, such as to " + elsewhere);
        }
    }

    private Created add(Transaction tx, ObjectId identity, Draft draft, Route route, Instant now, boolean isGiven)
            throws SetError, IOException {
        if (tx.row(identity) == null) {
            throw SetError.invalidProperties("no such identity", "identityId");
        }
        clear(tx, now);
        Instant release = route.release();
        Instant sendAt = release == null || release.isBefore(now) ? now : release;
        ObjectId id = Types.SUBMISSION.id(tx.nextNumber());
        OutgoingMessage message = new OutgoingMessage(
                id.toString(),
                postman.nextTraceId(),
                sendAt,
                0,
                draft.email().blob(),
                draft.headerSize(),
                route.sender(),
                route.parameters(),
                route.recipients());
        ObjectId outgoing = tx.create(
                Types.OUTGOING,
                Row.EMPTY,
                message.bytes(),
                List.of(draft.email().blob()));
        Row row = Row.EMPTY
                .with(OfSubmission.IDENTITY, identity.number())
                .with(OfSubmission.EMAIL, draft.id().number())
                .with(OfSubmission.THREAD, draft.thread())
                .with(OfSubmission.SEND_AT, sendAt.toEpochMilli())
                .with(OfSubmission.UNDO, UndoStatus.PENDING.ordinal())
                .with(OfSubmission.OUTGOING, outgoing.number());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("envelope", route.json());
        ObjectNode statuses = json.putObject("deliveryStatus");
        route.recipients()
                .forEach(recipient -> statuses.putObject(recipient.address())
                        .put("smtpReply", Status.WAITING)
                        .put("delivered", "queued")
                        .put("displayed", "unknown"));
        String messageId = draft.messageId() != null ? draft.messageId() : message.madeId(postman.hostname());
        json.put("messageId", messageId);
        MessageIds.put(tx, messageId, id);
        json.putArray("dsnBlobIds");
        json.putArray("mdnBlobIds");
        tx.create(Types.SUBMISSION, id, row, StoredJson.bytes(json), List.of());
        tx.outbox(Types.SUBMISSION_TOPIC, SubmissionWorker.payload(outgoing), sendAt);
        Clearing.ask(tx, id, sendAt.plus(postman.limits().keep()));
        emails.put(id, draft.id().toString());
        ObjectNode properties = json.deepCopy();
        EmailSubmissionType.fill(properties, id, row);
        properties.remove(List.of("identityId", "emailId", "messageId"));
        if (isGiven && route.release() == null) {
            properties.remove("envelope");
        }
        return new Created(id, properties);
    }

    /** RFC 8621 §7: the server may destroy what is sent and old. */
    private void clear(Transaction tx, Instant now) throws IOException {
        Objects submissions = tx.snapshot().objects(Types.SUBMISSION);
        long before = now.minus(postman.limits().keep()).toEpochMilli();
        int cleared = 0;
        for (int ordinal : submissions.all().toArray()) {
            ObjectId id = submissions.id(ordinal);
            Row row = tx.row(id);
            if (cleared == CLEARED || submissions.get(OfSubmission.SEND_AT, ordinal) >= before) {
                return;
            }
            if (row != null && EmailSubmissionType.undo(row) != UndoStatus.PENDING) {
                remove(tx, id);
                cleared++;
            }
        }
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError {
        Row row = tx.row(id);
        if (row == null) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        emails.put(id, Mail.EMAIL.id(row.get(OfSubmission.EMAIL)).toString());
        UndoStatus now = EmailSubmissionType.undo(row);
        JsonNode old = JsonNodeFactory.instance.stringNode(now.text());
        String wanted = patch.apply("undoStatus", old).asString("");
        if (!patch.properties().contains("undoStatus") || wanted.equals(now.text())) {
            return null;
        }
        if (!wanted.equals(UndoStatus.CANCELED.text())) {
            throw SetError.invalidProperties("can only become canceled", "undoStatus");
        }
        ObjectId outgoing = Types.OUTGOING.id(row.get(OfSubmission.OUTGOING));
        if (now != UndoStatus.PENDING || tx.row(outgoing) == null) {
            throw SetError.of("cannotUnsend", "it is sent"); // RFC 8621 §7.5
        }
        tx.destroy(Types.OUTGOING, outgoing);
        tx.update(Types.SUBMISSION, id, row.with(OfSubmission.UNDO, UndoStatus.CANCELED.ordinal()));
        return null;
    }

    /** What was asked for is sent all the same (RFC 8621 §7.5). */
    @Override
    public void destroy(Transaction tx, ObjectId id) throws SetError, IOException {
        Row row = tx.row(id);
        if (row == null) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        emails.put(id, Mail.EMAIL.id(row.get(OfSubmission.EMAIL)).toString());
        remove(tx, id);
    }

    static void remove(Transaction tx, ObjectId id) throws IOException {
        byte[] bytes = tx.bytes(id);
        if (bytes != null) {
            MessageIds.remove(tx, StoredJson.read(bytes).path("messageId").asString(""), id);
        }
        tx.destroy(Types.SUBMISSION, id);
    }

    @Override
    public List<Invocation> afterwards(SetOutcome outcome) {
        return onSuccess.after(outcome, emails);
    }
}
