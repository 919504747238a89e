package org.mailbay.jmap.submission.mdn;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.post.ReceivedReport;
import org.mailbay.mime.BodyText;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** MDN/parse (RFC 9007 §2.2). */
@Component
public final class MdnParse implements Method {
    private static final int LONGEST_TEXT = 100_000;
    /** RFC 8098 §3.2.6 */
    private static final Pattern DISPOSITION =
            Pattern.compile("\\s*([a-z-]+)\\s*/\\s*([a-z-]+)\\s*;\\s*([a-z]+)\\b.*", Pattern.DOTALL);

    private static final Set<String> KNOWN = Set.of(
            "reporting-ua",
            "mdn-gateway",
            "original-recipient",
            "final-recipient",
            "original-message-id",
            "disposition",
            "error");

    @Override
    public String name() {
        return "MDN/parse";
    }

    @Override
    public String capability() {
        return Types.MDN_CAPABILITY;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), Set.of("accountId", "blobIds"), Set.of());
        View view = call.view();
        List<String> blobIds = arguments.strings("blobIds");
        if (blobIds == null) {
            throw MethodError.invalidArguments("blobIds: needed");
        }
        if (blobIds.size() > call.limits().maxObjectsInGet()) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, null);
        }
        Map<String, ObjectNode> parsed = new LinkedHashMap<>();
        List<String> notParsable = new ArrayList<>();
        List<String> notFound = new ArrayList<>();
        for (String blobId : blobIds) {
            Optional<BlobId> blob = BlobId.parse(view.resolve(blobId));
            Optional<byte[]> bytes = blob.isEmpty() ? Optional.empty() : read(view, blob.get());
            Optional<ObjectNode> mdn = bytes.isEmpty() ? Optional.empty() : parse(bytes.get());
            if (bytes.isEmpty()) {
                notFound.add(blobId);
            } else if (mdn.isEmpty()) {
                notParsable.add(blobId);
            } else {
                parsed.put(blobId, mdn.get());
            }
        }
        JsonGenerator out = responses.begin(name());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeName("parsed");
        if (parsed.isEmpty()) {
            out.writeNull();
        } else {
            out.writeStartObject();
            parsed.forEach((blobId, mdn) -> {
                out.writeName(blobId);
                out.writeTree(mdn);
            });
            out.writeEndObject();
        }
        list("notParsable", notParsable, out);
        list("notFound", notFound, out);
        out.writeEndObject();
    }

    private static void list(String name, List<String> ids, JsonGenerator out) {
        if (ids.isEmpty()) {
            out.writeNullProperty(name);
            return;
        }
        out.writeArrayPropertyStart(name);
        ids.forEach(out::writeString);
        out.writeEndArray();
    }

    /** Empty when it is not there; cut off where it is too long to be parsed. */
    private static Optional<byte[]> read(View view, BlobId blob) throws IOException {
        try (BlobInput input =
                view.open(blob.blob(), blob.offset(), blob.length()).orElse(null)) {
            if (input == null) {
                return Optional.empty();
            }
            try (InputStream in = blob.decoded(input)) {
                return Optional.of(in.readNBytes(ReceivedReport.LONGEST));
            }
        }
    }

    private static Optional<ObjectNode> parse(byte[] bytes) throws IOException {
        Optional<ReceivedReport> report = ReceivedReport.of(bytes)
                .filter(found -> found.type().equals("disposition-notification"))
                .filter(found -> !found.groups().isEmpty());
        if (report.isEmpty()) {
            return Optional.empty();
        }
        Header fields = report.get().groups().getFirst();
        Matcher disposition = DISPOSITION.matcher(
                ReceivedReport.field(fields, "Disposition").orElse("").toLowerCase(Locale.ROOT));
        if (!disposition.matches()
                || !Mdn.ACTIONS.contains(disposition.group(1))
                || !Mdn.SENDINGS.contains(disposition.group(2))
                || !Mdn.TYPES.contains(disposition.group(3))) {
            return Optional.empty();
        }
        ObjectNode mdn = JsonNodeFactory.instance.objectNode();
        mdn.putNull("forEmailId");
        mdn.put("subject", report.get().message().subject().orElse(null));
        mdn.put("textBody", text(report.get()));
        mdn.put(
                "includeOriginalMessage",
                report.get().message().root().children().stream().anyMatch(part -> part.message() != null));
        mdn.put("reportingUA", ReceivedReport.field(fields, "Reporting-UA").orElse(null));
        mdn.putObject("disposition")
                .put("actionMode", disposition.group(1))
                .put("sendingMode", disposition.group(2))
                .put("type", disposition.group(3));
        mdn.put("mdnGateway", ReceivedReport.field(fields, "MDN-Gateway").orElse(null));
        mdn.put(
                "originalRecipient",
                ReceivedReport.field(fields, "Original-Recipient").orElse(null));
        mdn.put(
                "finalRecipient",
                ReceivedReport.field(fields, "Final-Recipient").orElse(null));
        mdn.put(
                "originalMessageId",
                ReceivedReport.field(fields, "Original-Message-ID").orElse(null));
        more(mdn, fields);
        return Optional.of(mdn);
    }

    private static void more(ObjectNode mdn, Header fields) {
        List<HeaderField> errors = fields.all("Error");
        if (errors.isEmpty()) {
            mdn.putNull("error");
        } else {
            var list = mdn.putArray("error");
            errors.forEach(error -> list.add(error.text().strip()));
        }
        ObjectNode extensions = JsonNodeFactory.instance.objectNode();
        for (HeaderField field : fields.fields()) {
            if (!KNOWN.contains(field.name().toLowerCase(Locale.ROOT))) {
                extensions.put(field.name(), field.text().strip());
            }
        }
        if (extensions.isEmpty()) {
            mdn.putNull("extensionFields");
        } else {
            mdn.set("extensionFields", extensions);
        }
    }

    private static @Nullable String text(ReceivedReport report) throws IOException {
        Part first = report.message().root().children().getFirst();
        if (!first.contentType().isText()) {
            return null;
        }
        ByteArrayInputStream body =
                new ByteArrayInputStream(report.bytes(), (int) first.bodyStart(), (int) first.size());
        return BodyText.read(first, body, LONGEST_TEXT).value();
    }
}
