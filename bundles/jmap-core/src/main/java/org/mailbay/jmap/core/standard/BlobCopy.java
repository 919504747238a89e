package org.mailbay.jmap.core.standard;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Blobs;
import org.mailbay.store.OverQuotaException;
import tools.jackson.core.JsonGenerator;

/**
 * {@code Blob/copy} (RFC 8620 §6.3).
 *
 * <p>A copy is kept as an upload is: by the account of who copies, until an object in the account it was copied to refers to it.
 */
public final class BlobCopy implements Method {
    // Deviates: RFC 8620 §6.3 says notFound here; clients and the public suite know the type that it has for blobs
    // elsewhere
    private static final String BLOB_NOT_FOUND = "blobNotFound";

    private static final Set<String> ARGUMENTS = Set.of("fromAccountId", "accountId", "blobIds");

    private final Duration hold;

    /** @param hold how long a copy is kept that nothing refers to */
    public BlobCopy(Duration hold) {
        this.hold = hold;
    }

    @Override
    public String name() {
        return "Blob/copy";
    }

    @Override
    public String capability() {
        return Models.CORE;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View from = call.view("fromAccountId", MethodError.FROM_ACCOUNT_NOT_FOUND);
        View to = SetMethod.writable(call);
        if (from.account().id().equals(to.account().id())) {
            throw MethodError.invalidArguments("fromAccountId: the same as accountId");
        }
        List<String> names = arguments.strings("blobIds");
        if (names == null) {
            throw MethodError.invalidArguments("blobIds: needed");
        }
        if (names.size() > call.limits().maxObjectsInSet()) {
            throw new MethodError(
                    MethodError.REQUEST_TOO_LARGE, "more than " + call.limits().maxObjectsInSet() + " blobs");
        }
        Map<String, String> copied = new LinkedHashMap<>();
        Map<String, SetError> notCopied = new LinkedHashMap<>();
        for (String name : names) {
            try {
                BlobId id = BlobId.parse(name).orElseThrow(BlobCopy::notFound);
                copied.put(name, copy(id, from, call.own().blobs()).toString());
            } catch (OverQuotaException e) {
                notCopied.put(name, SetError.of(SetError.OVER_QUOTA, null));
            } catch (SetError error) {
                notCopied.put(name, error);
            }
        }
        write(from, to, copied, notCopied, responses.begin(name()));
    }

    private BlobId copy(BlobId id, View from, Blobs own) throws SetError, IOException {
        try (BlobInput input = from.open(id.blob(), id.offset(), id.length()).orElseThrow(BlobCopy::notFound)) {
            if (from.isOwn()) {
                own.upload(id.blob(), hold);
                return id;
            }
            BlobRef copy = store(id.decoded(input), id.isPlain() ? id.length() : -1, own);
            own.upload(copy, hold);
            return BlobId.of(copy);
        }
    }

    private static BlobRef store(InputStream content, long size, Blobs own) throws IOException {
        byte[] piece = new byte[32_768];
        try (BlobSink sink = own.create(size)) {
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                sink.write(piece, 0, count);
            }
            return sink.seal();
        }
    }

    private static SetError notFound() {
        return SetError.of(BLOB_NOT_FOUND, null);
    }

    private static void write(
            View from, View to, Map<String, String> copied, Map<String, SetError> notCopied, JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("fromAccountId", from.account().id().toString());
        out.writeStringProperty("accountId", to.account().id().toString());
        if (copied.isEmpty()) {
            out.writeNullProperty("copied"); // RFC 8620 §6.3: null if none
        } else {
            out.writeObjectPropertyStart("copied");
            copied.forEach(out::writeStringProperty);
            out.writeEndObject();
        }
        SetError.write("notCopied", notCopied, out);
        out.writeEndObject();
    }
}
