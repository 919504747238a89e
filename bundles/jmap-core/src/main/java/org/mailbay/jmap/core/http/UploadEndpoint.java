package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.dispatch.Views;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable.Lease;
import tools.jackson.core.JsonGenerator;

/** {@code uploadUrl}: blobs for later calls (RFC 8620 §6.1). */
public final class UploadEndpoint implements Endpoint {
    private final Json json;

    private final Stores stores;

    private final Views views;

    private final Limits limits;

    private final Duration hold;

    private final Turns turns;

    private final Path folder;

    /**
     * The endpoint.
     *
     * @param hold how long an upload is kept that nothing refers to
     * @param turns of {@code maxConcurrentUpload}
     * @param folder for what is on its way
     */
    public UploadEndpoint(
            Json json, Stores stores, Views views, Limits limits, Duration hold, Turns turns, Path folder) {
        this.views = views;
        this.json = json;
        this.stores = stores;
        this.limits = limits;
        this.hold = hold;
        this.turns = turns;
        this.folder = folder;
    }

    @Override
    public String methods() {
        return "POST";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response, LogIn logIn, String path)
            throws RequestProblem, IOException {
        if (request.getContentLengthLong() > limits.maxSizeUpload()) {
            throw RequestProblem.limit(413, "maxSizeUpload");
        }
        try (Turns.Turn _ = turns.take(logIn.principal().account());
                Spool spool = new Spool(folder)) {
            check(logIn, path);
            receive(request, spool); // as long as the client takes: nobody who replaces the store waits for that
            BlobRef blob = keep(spool, logIn, path);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator out = json.generator(bytes)) {
                out.writeStartObject();
                out.writeStringProperty("accountId", path);
                out.writeStringProperty("blobId", BlobId.of(blob).toString());
                out.writeStringProperty("type", type(request.getContentType()));
                out.writeNumberProperty("size", blob.size());
                out.writeEndObject();
            }
            response.setStatus(201);
            response.setHeader("Cache-Control", "no-store");
            response.setContentType("application/json");
            response.setContentLength(bytes.size());
            bytes.writeTo(response.getOutputStream());
        }
    }

    private static RequestProblem noAccount() {
        return RequestProblem.http(404, "no such account");
    }

    private void check(LogIn logIn, String path) throws RequestProblem, IOException {
        try (Lease<Store> store = stores.acquire()) {
            check(logIn, path, store.service());
        }
    }

    private void check(LogIn logIn, String path, Store store) throws RequestProblem, IOException {
        View view = views.find(logIn, store, path).orElseThrow(UploadEndpoint::noAccount);
        if (view.readOnly()) {
            throw RequestProblem.http(403, "the account may only be read");
        }
    }

    private BlobRef keep(Spool spool, LogIn logIn, String path) throws RequestProblem, IOException {
        try (Lease<Store> store = stores.acquire()) {
            check(logIn, path, store.service());
            // What is uploaded to another's account is the uploader's until an object there refers to it.
            Account account =
                    store.service().account(logIn.principal().account()).orElseThrow(UploadEndpoint::noAccount);
            try (BlobSink sink = account.blobs().create(spool.size())) {
                spool.writeTo(sink);
                BlobRef blob = sink.seal();
                account.blobs().upload(blob, hold);
                return blob;
            }
        } catch (OverQuotaException e) {
            throw RequestProblem.limit(413, "uploadMegabytes");
        }
    }

    private void receive(HttpServletRequest request, Spool spool) throws RequestProblem, IOException {
        BoundedInput body = new BoundedInput(request.getInputStream(), limits.maxSizeUpload());
        byte[] piece = new byte[32_768];
        try {
            for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
                spool.write(piece, count);
            }
        } catch (BoundedInput.TooLong e) {
            throw RequestProblem.limit(413, "maxSizeUpload");
        }
    }

    private static String type(@Nullable String contentType) {
        return contentType != null && MediaType.isSane(contentType) ? contentType : "application/octet-stream";
    }
}
