package org.mailbay.jmap.blob;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.BlobInput;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;

/** Blob/get: what blobs hold, or a range of it, and its digests (RFC 9404 §4.2). */
@Component(configurationPid = "jmap.blob")
public final class BlobGet implements Method {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "ids", "properties", "offset", "length");

    /** Either form, as the content allows. */
    private static final String DATA = "data";

    /** What is counted over all calls of a request: bytes read, once for each digest. */
    private static final String WORK = "Blob/get";

    private static final Set<String> DATA_FORMS = Set.of(DATA, DataSource.TEXT, DataSource.BASE64);

    private final BlobConfig config;

    @Activate
    public BlobGet(BlobConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "Blob/get";
    }

    @Override
    public String capability() {
        return BlobCapability.URN;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /**
     * What is asked of each blob.
     *
     * @param length null for all there is
     */
    private record Wanted(
            Set<String> properties, long offset, @Nullable Long length) {
        boolean isData() {
            return properties.stream().anyMatch(DATA_FORMS::contains);
        }
    }

    /**
     * What was read.
     *
     * @param size of the whole blob
     */
    private record Content(byte[] bytes, Digests digests, long size, boolean isTruncated) {}

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        List<String> ids = arguments.strings("ids");
        if (ids == null) {
            throw MethodError.invalidArguments("ids: needed, there is no list of all blobs");
        }
        if (ids.size() > call.limits().maxObjectsInGet()) {
            throw new MethodError(
                    MethodError.REQUEST_TOO_LARGE, "more than " + call.limits().maxObjectsInGet() + " ids");
        }
        Wanted wanted = new Wanted(
                properties(arguments.strings("properties")),
                arguments.unsigned("offset", 0, 0),
                arguments.get("length") == null ? null : arguments.unsigned("length", 0, 0));
        List<String> notFound = new ArrayList<>();
        long left = config.maxSizeGet();
        JsonGenerator out = responses.begin(name());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeArrayPropertyStart("list");
        for (String name : new LinkedHashSet<>(ids)) { // RFC 8620 §5.1: once, however often it is asked for
            BlobId id = BlobId.parse(view.resolve(name)).orElse(null);
            Content content = id == null ? null : read(call, view, id, wanted, left);
            if (content == null) {
                notFound.add(name);
            } else {
                left -= content.bytes.length;
                write(id, content, wanted, out);
            }
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("notFound");
        notFound.forEach(out::writeString);
        out.writeEndArray();
        out.writeEndObject();
    }

    private static Set<String> properties(@Nullable List<String> names) throws MethodError {
        if (names == null) {
            return Set.of(DATA, "size"); // RFC 9404 §4.2
        }
        for (String name : names) {
            boolean known = name.equals("id")
                    || name.equals("size")
                    || DATA_FORMS.contains(name)
                    || name.startsWith(Digests.PROPERTY)
                            && Digests.NAMES.containsKey(name.substring(Digests.PROPERTY.length()));
            if (!known) {
                throw MethodError.invalidArguments("properties: no property " + name);
            }
        }
        return new LinkedHashSet<>(names);
    }

    /** Null when there is no such blob. */
    private @Nullable Content read(Call call, View view, BlobId id, Wanted wanted, long max)
            throws MethodError, IOException {
        boolean plain = id.isPlain();
        long from = plain ? Math.min(wanted.offset, id.length()) : 0;
        try (BlobInput input =
                view.open(id.blob(), id.offset() + from, id.length() - from).orElse(null)) {
            if (input == null) {
                return null;
            }
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            Digests digests = new Digests(wanted.properties);
            boolean isRead = wanted.isData() || digests.size() > 0;
            if (!isRead && plain) {
                return new Content(new byte[0], digests, id.length(), false);
            }
            try (InputStream content = id.decoded(input)) {
                byte[] piece = new byte[16_384];
                long skip = wanted.offset - from;
                long take = wanted.length == null ? Long.MAX_VALUE : wanted.length;
                long size = from;
                for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                    size += count;
                    work(call, (long) count * Math.max(1, digests.size()));
                    int skipped = (int) Math.min(skip, count);
                    int taken = (int) Math.min(take, count - skipped);
                    skip -= skipped;
                    take -= taken;
                    if (taken > 0) {
                        byte[] part = skipped == 0 ? piece : Arrays.copyOfRange(piece, skipped, count);
                        digests.update(part, taken);
                        if (wanted.isData()) {
                            data.write(part, 0, taken);
                        }
                    }
                    if (data.size() > max) {
                        throw new MethodError(MethodError.REQUEST_TOO_LARGE, "more data than one answer may hold");
                    }
                    if (plain && take == 0) {
                        break;
                    }
                }
                long total = plain ? id.length() : size;
                boolean isTruncated =
                        wanted.offset > total || wanted.length != null && wanted.length > total - wanted.offset;
                return new Content(data.toByteArray(), digests, total, isTruncated);
            }
        }
    }

    /** Ends a request that has too much read and digested: with several digests, ids and calls that is much more than it sent. */
    private void work(Call call, long bytes) throws MethodError {
        if (call.worked(WORK, bytes) > config.maxSizeDigest()) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, "more bytes to digest than one request may have");
        }
    }

    private static void write(BlobId id, Content content, Wanted wanted, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("id", id.toString());
        String text = wanted.isData() ? text(content.bytes) : null;
        boolean isEncodingProblem = false;
        if (wanted.properties.contains(DataSource.TEXT) || wanted.properties.contains(DATA) && text != null) {
            out.writeStringProperty(DataSource.TEXT, text);
            isEncodingProblem = text == null;
        }
        if (wanted.properties.contains(DataSource.BASE64) || wanted.properties.contains(DATA) && text == null) {
            out.writeStringProperty(DataSource.BASE64, Base64.getEncoder().encodeToString(content.bytes));
            isEncodingProblem |= wanted.properties.contains(DATA) && text == null;
        }
        content.digests.values().forEach(out::writeStringProperty);
        if (wanted.properties.contains("size")) {
            out.writeNumberProperty("size", content.size);
        }
        if (isEncodingProblem) {
            out.writeBooleanProperty("isEncodingProblem", true);
        }
        if (content.isTruncated) {
            out.writeBooleanProperty("isTruncated", true);
        }
        out.writeEndObject();
    }

    /** Null when it is no UTF-8. */
    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
