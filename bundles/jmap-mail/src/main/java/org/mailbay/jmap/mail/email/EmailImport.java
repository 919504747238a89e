package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.Aftermath;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.Filing;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.spi.Changer.Created;
import org.mailbay.jmap.spi.Method;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.MessageDate;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Transaction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Email/import (RFC 8621 §4.8): makes emails of blobs. The same message may be there twice. */
@Component(service = Method.class)
public final class EmailImport implements Method {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "ifInState", "emails");
    private static final Set<String> PROPERTIES = Set.of("blobId", "mailboxIds", "keywords", "receivedAt");

    /** Emails of one transaction, which has room for about 3,900 rows. */
    private static final int SLICE = 100;

    private final MailIndex index;
    private final EmailLimits limits;
    private final InstantSource clock;

    @Activate
    public EmailImport(@Reference MailIndex index, @Reference EmailLimits limits) {
        this(index, limits, InstantSource.system());
    }

    EmailImport(MailIndex index, EmailLimits limits, InstantSource clock) {
        this.index = index;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "Email/import";
    }

    @Override
    public String capability() {
        return Mail.CAPABILITY;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    private record Prepared(Placement placement, StoredEmail email, Instant received) {}

    /** What came of it. */
    private static final class Run {
        private final Map<String, Created> created = new LinkedHashMap<>();
        private final Map<String, SetError> refused = new LinkedHashMap<>();
        private long oldState = -1;
        private long newState;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        if (view.readOnly()) {
            throw new MethodError(MethodError.ACCOUNT_READ_ONLY, null);
        }
        if (arguments.get("emails") == null) {
            throw MethodError.invalidArguments("emails: needed");
        }
        Map<String, ObjectNode> emails = arguments.objects("emails");
        if (emails.size() > call.limits().maxObjectsInSet()) {
            throw new MethodError(
                    MethodError.REQUEST_TOO_LARGE, "more than " + call.limits().maxObjectsInSet() + " emails");
        }
        Run run = new Run();
        Map<String, Prepared> prepared = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectNode> entry : emails.entrySet()) {
            try {
                prepared.put(entry.getKey(), prepare(view, entry.getValue()));
            } catch (SetError error) {
                run.refused.put(entry.getKey(), error);
            }
        }
        commit(view, arguments.string("ifInState"), prepared, run, responses);
        write(view, run, responses.begin(call.method()));
        run.created.forEach((name, made) -> responses.created(name, made.id().toString()));
    }

    private Prepared prepare(View view, ObjectNode object) throws SetError, IOException {
        List<String> unknown = object.propertyNames().stream()
                .filter(name -> !PROPERTIES.contains(name))
                .toList();
        if (!unknown.isEmpty()) {
            throw SetError.invalidProperties("unknown", unknown.toArray(String[]::new));
        }
        Placement placement = Placement.of(object, limits);
        JsonNode blobId = object.get("blobId");
        BlobId id = blobId == null || !blobId.isString()
                ? null
                : BlobId.parse(view.resolve(blobId.stringValue())).orElse(null);
        BlobMessage message = id == null ? null : BlobMessage.take(view, id).orElse(null);
        if (message == null) {
            throw SetError.invalidProperties("no such blob", "blobId"); // RFC 8621 §4.8
        }
        if (!message.isMessage()) {
            throw SetError.of("invalidEmail", "not a message: it has no header"); // RFC 8621 §4.8
        }
        Instant received = placement.receivedAt();
        return new Prepared(placement, message.email(), received == null ? lastReceived(message) : received);
    }

    /** RFC 8621 §4.8: the time of the most recent Received header field, else now. */
    private Instant lastReceived(BlobMessage message) {
        for (HeaderField field : message.header().all("Received")) {
            String text = field.text();
            int semicolon = text.lastIndexOf(';');
            if (semicolon >= 0) {
                Instant time = MessageDate.parse(text.substring(semicolon + 1))
                        .map(date -> date.toInstant())
                        .orElse(null);
                if (time != null) {
                    return time;
                }
            }
        }
        return clock.instant();
    }

    private void commit(
            View view, @Nullable String ifInState, Map<String, Prepared> prepared, Run run, Responses responses)
            throws MethodError, IOException {
        List<Map.Entry<String, Prepared>> all = new ArrayList<>(prepared.entrySet());
        int from = 0;
        do {
            List<Map.Entry<String, Prepared>> slice = all.subList(from, Math.min(all.size(), from + SLICE));
            view.account().<@Nullable Void, MethodError>write(tx -> {
                long state = tx.snapshot().objects(Mail.EMAIL).state();
                if (run.oldState < 0) {
                    if (ifInState != null && !ifInState.equals(view.state(state))) {
                        throw new MethodError(MethodError.STATE_MISMATCH, null); // RFC 8620 §5.3
                    }
                    run.oldState = state;
                    run.newState = state;
                }
                add(view, tx, slice, run);
                return null;
            });
            if (!run.created.isEmpty()) {
                responses.changed();
            }
            from += SLICE;
        } while (from < all.size());
        index.remember(view.at(view.account().snapshot()));
    }

    private void add(View view, Transaction tx, List<Map.Entry<String, Prepared>> slice, Run run) throws IOException {
        Access access = Access.of(view.at(tx.snapshot()));
        Aftermath aftermath = new Aftermath(view.account(), tx, index);
        for (Map.Entry<String, Prepared> entry : slice) {
            Prepared prepared = entry.getValue();
            try {
                Set<Long> mailboxes = prepared.placement().resolve(tx, view, access);
                Set<String> keywords = prepared.placement().keywords();
                ObjectId id = Filing.file(
                        tx,
                        aftermath,
                        prepared.email(),
                        mailboxes,
                        keywords == null ? Set.of() : keywords,
                        prepared.received());
                run.created.put(entry.getKey(), NewEmail.created(tx, access, id, prepared.email()));
                run.newState = tx.modSeq();
            } catch (SetError error) {
                run.refused.put(entry.getKey(), error);
            } catch (OverQuotaException e) {
                run.refused.put(entry.getKey(), SetError.of(SetError.OVER_QUOTA, null));
            }
        }
    }

    private static void write(View view, Run run, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeStringProperty("oldState", view.state(run.oldState));
        out.writeStringProperty("newState", view.state(run.newState));
        if (run.created.isEmpty()) {
            out.writeNullProperty("created");
        } else {
            out.writeObjectPropertyStart("created");
            run.created.forEach((name, made) -> {
                out.writeName(name);
                out.writeTree(made.properties());
            });
            out.writeEndObject();
        }
        SetError.write("notCreated", run.refused, out);
        out.writeEndObject();
    }
}
