package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.BodyParts;
import org.mailbay.mime.BodyText;
import org.mailbay.mime.Part;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the property bodyValues (RFC 8621 §4.2). */
final class BodyValues {
    /** What one value may have when the client sets no bound: memory is ours. */
    private static final int MOST = 8 << 20;

    /** Gives the text of a part. */
    @FunctionalInterface
    interface Texts {
        BodyText of(Part part, int most) throws IOException;
    }

    private final boolean text;
    private final boolean html;
    private final boolean all;
    private final int most;

    BodyValues(ObjectNode arguments) throws MethodError {
        text = flag(arguments, "fetchTextBodyValues");
        html = flag(arguments, "fetchHTMLBodyValues");
        all = flag(arguments, "fetchAllBodyValues");
        most = most(arguments.get("maxBodyValueBytes"));
    }

    private static boolean flag(ObjectNode arguments, String name) throws MethodError {
        JsonNode value = arguments.get(name);
        if (value != null && !value.isBoolean()) {
            throw MethodError.invalidArguments(name + " is no boolean");
        }
        return value != null && value.booleanValue();
    }

    private static int most(@Nullable JsonNode value) throws MethodError {
        if (value == null || value.isIntegralNumber() && value.asLong() == 0) {
            return MOST;
        }
        if (!value.isIntegralNumber() || value.asLong() < 0) {
            throw MethodError.invalidArguments("maxBodyValueBytes is no UnsignedInt");
        }
        return (int) Math.min(MOST, value.asLong());
    }

    void write(StoredEmail email, Texts texts, JsonGenerator out) throws IOException {
        BodyParts body = BodyParts.of(email.message());
        Set<Part> wanted = new LinkedHashSet<>();
        if (text || all) {
            wanted.addAll(body.textBody());
        }
        if (html || all) {
            wanted.addAll(body.htmlBody());
        }
        if (all) {
            wanted.addAll(body.attachments());
        }
        out.writeStartObject();
        for (Part part : wanted) {
            if (part.contentType().isText()) {
                BodyText value = texts.of(part, most);
                out.writeName(BodyPartWriter.partId(part));
                out.writeStartObject();
                out.writeStringProperty("value", value.value());
                out.writeBooleanProperty("isEncodingProblem", value.isEncodingProblem());
                out.writeBooleanProperty("isTruncated", value.isTruncated());
                out.writeEndObject();
            }
        }
        out.writeEndObject();
    }
}
