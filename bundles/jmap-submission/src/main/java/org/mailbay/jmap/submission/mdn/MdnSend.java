package org.mailbay.jmap.submission.mdn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfIdentity;
import org.mailbay.jmap.submission.identity.Sender;
import org.mailbay.jmap.submission.post.OutgoingMessage;
import org.mailbay.jmap.submission.post.Postman;
import org.mailbay.jmap.submission.post.StoredMessage;
import org.mailbay.jmap.submission.post.SubmissionWorker;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mime.Address;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Message;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** MDN/send (RFC 9007 §2.1): a receipt is an outgoing message as any other, durable when this answers. */
@Component
public final class MdnSend implements Method {
    private static final Logger LOG = LoggerFactory.getLogger(MdnSend.class);
    private static final String SENT = "$mdnsent";
    /** Addresses that one message gets a receipt to. */
    private static final int MOST_ASKED = 10;

    private final Postman postman;

    @Activate
    public MdnSend(@Reference Postman postman) {
        this.postman = postman;
    }

    @Override
    public String name() {
        return "MDN/send";
    }

    @Override
    public String capability() {
        return Types.MDN_CAPABILITY;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(
                call.arguments(), Set.of("accountId", "identityId", "send", "onSuccessUpdateEmail"), Set.of());
        View view = call.view();
        String identityId = view.resolve(arguments.needString("identityId"));
        Map<String, ObjectNode> send = arguments.objects("send");
        Map<String, ObjectNode> onSuccess = arguments.objects("onSuccessUpdateEmail");
        if (view.readOnly()) {
            throw new MethodError(MethodError.ACCOUNT_READ_ONLY, null);
        }
        if (send.size() > call.limits().maxObjectsInSet()) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, null);
        }
        Objects identities = view.snapshot().objects(Types.IDENTITY);
        int identity = Types.IDENTITY.parse(identityId).map(identities::ordinal).orElse(-1);
        if (identity < 0) {
            throw MethodError.invalidArguments("identityId: no such identity");
        }
        for (String creation : send.keySet()) {
            // RFC 9007 §2.1: who does not have the keyword set is rejected
            if (!setsKeyword(onSuccess.get("#" + creation))) {
                throw MethodError.invalidArguments("onSuccessUpdateEmail: must set " + SENT + " for #" + creation);
            }
        }
        String address = identities.get(OfIdentity.EMAIL, identity);
        Map<String, ObjectNode> sent = new LinkedHashMap<>();
        Map<String, SetError> notSent = new LinkedHashMap<>();
        ObjectNode updates = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, ObjectNode> entry : send.entrySet()) {
            try {
                Mdn mdn = Mdn.read(entry.getValue());
                ObjectId email = Mail.EMAIL
                        .parse(view.resolve(mdn.forEmailId()))
                        .orElseThrow(() -> SetError.of(SetError.NOT_FOUND, "no such email"));
                sent.put(entry.getKey(), send(view, mdn, email, address));
                responses.changed();
                ObjectNode patch = onSuccess.get("#" + entry.getKey());
                if (patch != null) {
                    updates.set(email.toString(), patch);
                }
            } catch (SetError error) {
                notSent.put(entry.getKey(), error);
            }
        }
        write(view, sent, notSent, responses.begin(name()));
        if (!updates.isEmpty()) {
            ObjectNode follow = JsonNodeFactory.instance.objectNode();
            follow.put("accountId", view.account().id().toString());
            follow.set("update", updates);
            responses.follow("Email/set", follow);
        }
    }

    private static boolean setsKeyword(@Nullable ObjectNode patch) {
        if (patch == null) {
            return false;
        }
        JsonNode direct = patch.path("keywords/" + SENT);
        JsonNode whole = patch.path("keywords").path(SENT);
        return direct.isBoolean() && direct.booleanValue() || whole.isBoolean() && whole.booleanValue();
    }

    private ObjectNode send(View view, Mdn mdn, ObjectId email, String identityAddress) throws SetError, IOException {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        int ordinal = emails.ordinal(email);
        StoredMessage original =
                ordinal >= 0 && emails.visible(OfEmail.MAILBOXES).contains(ordinal)
                        ? StoredMessage.read(view.account(), email)
                        : null;
        if (original == null) {
            throw SetError.of(SetError.NOT_FOUND, "no such email");
        }
        if (emails.get(OfEmail.KEYWORDS, ordinal).contains(SENT)) {
            throw SetError.of("mdnAlreadySent", null);
        }
        List<Destination> to = wanted(original, mdn);
        String finalRecipient = mdn.finalRecipient() == null ? identityAddress : mdn.finalRecipient();
        if (!postman.maySendAs(view.account().id(), finalRecipient)) {
            throw SetError.of("forbiddenFrom", "not an address of yours: " + finalRecipient);
        }
        MdnMessage message = new MdnMessage(
                mdn,
                original,
                to.stream().map(Destination::address).toList(),
                Sender.nameOf(view.account(), identityAddress),
                finalRecipient);
        byte[] bytes = message.bytes(postman.now(), postman.hostname());
        if (bytes.length > postman.limits().maxBytes()) {
            throw SetError.of(SetError.TOO_LARGE, "more than may be sent");
        }
        String trace = postman.nextTraceId();
        postman.rate().take(view.account().id(), to.size()); // RFC 9007 §2.1
        try {
            commit(view, email, to, bytes, trace);
        } catch (SetError | IOException | RuntimeException e) {
            postman.rate().giveBack(view.account().id(), to.size());
            throw e;
        }
        LOG.info(
                "event=mdn outcome=accepted trace={} account={} email={}",
                trace,
                view.account().id(),
                email);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("finalRecipient", "rfc822; " + finalRecipient);
        answer.put("originalRecipient", message.originalRecipient());
        answer.put("originalMessageId", message.originalMessageId());
        return answer;
    }

    /** RFC 8098 §2.1: whom the message asks to tell. A stranger wrote that: whoever answers all must not be made to flood others. */
    private List<Destination> wanted(StoredMessage original, Mdn mdn) throws SetError, IOException {
        Set<Address> asked = new LinkedHashSet<>();
        for (HeaderField field : original.header().all("Disposition-Notification-To")) {
            for (EmailAddress address : field.addresses()) {
                Address.parse(address.email()).ifPresent(asked::add);
            }
        }
        int most = Math.min(MOST_ASKED, postman.limits().maxRecipients());
        if (asked.size() > most) {
            throw SetError.of(SetError.FORBIDDEN, "the email asks for receipts to more than " + most + " addresses");
        }
        if (asked.size() > 1 && mdn.isAutomatic()) {
            // RFC 8098 §2.1: not without a confirmation from the user
            throw SetError.of(SetError.FORBIDDEN, "the email asks for receipts to several addresses: ask the user");
        }
        List<Destination> to = new ArrayList<>();
        for (Address address : asked) {
            add(to, address.toString());
        }
        if (to.isEmpty()) {
            throw SetError.of(SetError.NOT_FOUND, "the email asks for no receipt that could be sent");
        }
        return to;
    }

    private void add(List<Destination> to, String address) throws SetError, IOException {
        switch (postman.route("", address)) {
            case Routing.Refused refused when !refused.isForNow() -> LOG.debug("event=mdn-for-nobody");
            case Routing.Refused ignored -> to.add(new Destination(address, Map.of()));
            case Routing.Ours ours when ours.isAllHere() -> to.add(new Destination(address, Map.of()));
            case Routing.Ours ignored -> addElsewhere(to, address);
            case Routing.Elsewhere ignored -> addElsewhere(to, address);
        }
    }

    private void addElsewhere(List<Destination> to, String address) throws SetError {
        if (!postman.hasRelay()) {
            throw SetError.of(
                    SetError.FORBIDDEN, "This server does not send mail to other servers, such as to " + address);
        }
        to.add(new Destination(address, Map.of()));
    }

    private void commit(View view, ObjectId email, List<Destination> to, byte[] bytes, String trace)
            throws SetError, IOException {
        BlobRef blob;
        try (BlobSink sink = view.account().blobs().create(bytes.length)) {
            sink.write(bytes, 0, bytes.length);
            blob = sink.seal();
        }
        OutgoingMessage outgoing = new OutgoingMessage(
                "",
                trace,
                postman.now(),
                0,
                blob,
                Message.parse(bytes).root().bodyStart(),
                "", // RFC 8098 §3: from nobody
                Map.of(),
                to);
        view.account().<ObjectId, SetError>write(tx -> {
            Row row = tx.row(email);
            if (row == null || row.get(OfEmail.KEYWORDS).contains(SENT)) {
                throw SetError.of(row == null ? SetError.NOT_FOUND : "mdnAlreadySent", null);
            }
            try {
                ObjectId id = tx.create(Types.OUTGOING, Row.EMPTY, outgoing.bytes(), List.of(blob));
                tx.outbox(Types.SUBMISSION_TOPIC, SubmissionWorker.payload(id));
                // RFC 9007 §2.1: in this commit, so that no crash parts the receipt from what says that it was sent
                Set<String> keywords = new LinkedHashSet<>(row.get(OfEmail.KEYWORDS));
                keywords.add(SENT);
                tx.update(Mail.EMAIL, email, row.with(OfEmail.KEYWORDS, keywords));
                return id;
            } catch (OverQuotaException e) {
                throw SetError.of(SetError.OVER_QUOTA, null);
            }
        });
    }

    private static void write(
            View view, Map<String, ObjectNode> sent, Map<String, SetError> notSent, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeName("sent");
        if (sent.isEmpty()) {
            out.writeNull();
        } else {
            out.writeStartObject();
            sent.forEach((creation, answer) -> {
                out.writeName(creation);
                out.writeTree(answer);
            });
            out.writeEndObject();
        }
        out.writeName("notSent");
        if (notSent.isEmpty()) {
            out.writeNull();
        } else {
            out.writeStartObject();
            notSent.forEach((creation, error) -> write(creation, error, out));
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void write(String creation, SetError error, JsonGenerator out) {
        out.writeObjectPropertyStart(creation);
        out.writeStringProperty("type", error.type());
        if (error.description() != null) {
            out.writeStringProperty("description", error.description());
        }
        if (!error.properties().isEmpty()) {
            out.writeArrayPropertyStart("properties");
            error.properties().forEach(out::writeString);
            out.writeEndArray();
        }
        out.writeEndObject();
    }
}
