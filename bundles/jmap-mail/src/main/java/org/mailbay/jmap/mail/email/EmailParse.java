package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.mailbay.mail.Mail;
import org.mailbay.mime.BodyParts;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;

/** Email/parse (RFC 8621 §4.9): shows blobs, such as attached messages, as emails that are in no account. */
@Component(service = Method.class)
public final class EmailParse implements Method {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "blobIds", "properties");

    /** Octets that one call parses: a handful of the largest messages, many usual ones. */
    private static final long MOST_BYTES = 200_000_000;

    /** RFC 8621 §4.9. */
    private static final List<String> DEFAULT = List.of(
            "messageId",
            "inReplyTo",
            "references",
            "sender",
            "from",
            "to",
            "cc",
            "bcc",
            "replyTo",
            "subject",
            "sentAt",
            "hasAttachment",
            "preview",
            "bodyValues",
            "textBody",
            "htmlBody",
            "attachments");

    private final long mostBytes;

    public EmailParse() {
        this(MOST_BYTES);
    }

    EmailParse(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    public String name() {
        return "Email/parse";
    }

    @Override
    public String capability() {
        return Mail.CAPABILITY;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, EmailWriter.ARGUMENTS);
        View view = call.view();
        List<String> blobIds = arguments.strings("blobIds");
        if (blobIds == null) {
            throw MethodError.invalidArguments("blobIds: needed");
        }
        if (blobIds.size() > call.limits().maxObjectsInGet()) {
            throw new MethodError(
                    MethodError.REQUEST_TOO_LARGE, "more than " + call.limits().maxObjectsInGet() + " blobIds");
        }
        EmailWriter writer = new EmailWriter(properties(arguments.strings("properties")), arguments.more());
        Map<String, BlobMessage> parsed = new LinkedHashMap<>();
        List<String> notParsable = new ArrayList<>();
        List<String> notFound = new ArrayList<>();
        long left = mostBytes;
        for (String name : new LinkedHashSet<>(blobIds)) {
            BlobId id = BlobId.parse(view.resolve(name)).orElse(null);
            BlobMessage message = id == null
                    ? null
                    : BlobMessage.look(view, id, call.own().blobs()).orElse(null);
            left -= message == null ? 0 : id.length();
            if (left < 0) {
                throw new MethodError(MethodError.REQUEST_TOO_LARGE, "more than " + mostBytes + " octets to parse");
            }
            if (message == null) {
                notFound.add(name);
            } else if (!message.isMessage()) {
                notParsable.add(name);
            } else {
                parsed.put(name, message);
            }
        }
        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        if (parsed.isEmpty()) {
            out.writeNullProperty("parsed");
        } else {
            out.writeObjectPropertyStart("parsed");
            for (Map.Entry<String, BlobMessage> entry : parsed.entrySet()) {
                out.writeName(entry.getKey());
                write(view.resolve(entry.getKey()), entry.getValue(), writer, out);
            }
            out.writeEndObject();
        }
        write("notParsable", notParsable, out);
        write("notFound", notFound, out);
        out.writeEndObject();
    }

    private static Set<String> properties(@Nullable List<String> names) throws MethodError {
        Set<String> properties = new LinkedHashSet<>(names == null ? DEFAULT : names);
        for (String name : properties) {
            if (EmailType.known(name).isEmpty()) {
                throw MethodError.invalidArguments("properties: no property " + name);
            }
        }
        return properties;
    }

    private static void write(String blobId, BlobMessage message, EmailWriter writer, JsonGenerator out)
            throws IOException {
        MessageBytes content = new MessageBytes(
                message.opening(),
                message.email().blob(),
                message.offset(),
                message.email().message().size());
        writer.write(
                message.email(),
                content,
                content::text,
                (property, to) -> {
                    switch (property) {
                        case "blobId" -> to.writeString(blobId);
                        case "size" -> to.writeNumber(message.email().message().size());
                        case "hasAttachment" ->
                            to.writeBoolean(
                                    BodyParts.of(message.email().message()).hasAttachment());
                        default -> to.writeNull(); // RFC 8621 §4.9: it is in no account
                    }
                },
                out);
    }

    private static void write(String property, List<String> names, JsonGenerator out) {
        if (names.isEmpty()) {
            out.writeNullProperty(property);
            return;
        }
        out.writeArrayPropertyStart(property);
        names.forEach(out::writeString);
        out.writeEndArray();
    }
}
