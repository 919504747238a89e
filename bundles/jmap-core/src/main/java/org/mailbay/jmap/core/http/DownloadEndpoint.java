package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.dispatch.Views;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.store.BlobInput;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable.Lease;

/**
 * {@code downloadUrl}: a blob, or a part of a message, decoded as it is sent (RFC 8620 §6.2).
 *
 * <p>What it sends was written by strangers: browsers are told to save it, not to guess what it is, and to run nothing in it.
 */
public final class DownloadEndpoint implements Endpoint {
    private final Compression compression;

    private final Stores stores;

    private final Views views;

    public DownloadEndpoint(Stores stores, Views views, Compression compression) {
        this.compression = compression;
        this.stores = stores;
        this.views = views;
    }

    @Override
    public String methods() {
        return "GET, HEAD";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response, LogIn logIn, String path)
            throws RequestProblem, IOException {
        String[] words = path.split("/", 3); // the name may hold slashes; it is for people only
        BlobId id = words.length < 2 ? null : BlobId.parse(words[1]).orElse(null);
        if (id == null) {
            throw notFound();
        }
        Range range = range(request, id);
        try (Lease<Store> store = stores.acquire()) {
            View view = views.find(logIn, store.service(), words[0]).orElseThrow(DownloadEndpoint::notFound);
            long offset = id.offset() + (range == null ? 0 : range.from());
            long length = range == null ? id.length() : range.length();
            try (BlobInput input = view.open(id.blob(), offset, length).orElseThrow(DownloadEndpoint::notFound)) {
                headers(request, response, id, words.length == 3 ? words[2] : "");
                if (range != null) {
                    response.setStatus(206);
                    response.setHeader("Content-Range", range.toString());
                }
                if (request.getHeader("Range") == null && Compression.isText(response.getContentType())) {
                    compressible(request, response, id, input);
                    return;
                }
                if (id.isPlain()) {
                    response.setContentLengthLong(input.length());
                }
                if (!request.getMethod().equals("HEAD")) {
                    id.decoded(input).transferTo(response.getOutputStream());
                }
            }
        }
    }

    private void compressible(HttpServletRequest request, HttpServletResponse response, BlobId id, BlobInput input)
            throws IOException {
        try (Answer answer = compression.answer(request, response)) {
            if (compression.isAccepted(request)) {
                // RFC 9110 §8.8.1: other bytes than a range would be of
                response.setHeader("ETag", "W/\"" + id + "\"");
                response.setHeader("Accept-Ranges", null);
            } else if (id.isPlain()) {
                response.setContentLengthLong(input.length());
            }
            if (!request.getMethod().equals("HEAD")) {
                id.decoded(input).transferTo(answer);
                answer.finish();
            }
        }
    }

    private static void headers(HttpServletRequest request, HttpServletResponse response, BlobId id, String name) {
        String accept = request.getParameter("accept");
        response.setContentType(accept != null && MediaType.isSane(accept) ? accept : "application/octet-stream");
        response.setHeader("Content-Disposition", disposition(name));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        response.setHeader("Cache-Control", "private, immutable, max-age=31536000"); // RFC 8620 §6.2
        response.setHeader("ETag", "\"" + id + "\"");
        if (id.isPlain()) {
            response.setHeader("Accept-Ranges", "bytes");
        }
    }

    // RFC 6266 §4, RFC 8187 §3.2
    private static String disposition(String name) {
        if (name.isEmpty()) {
            return "attachment";
        }
        String shown = name.length() > 255 ? name.substring(0, 255) : name;
        String plain = shown.replaceAll("[^A-Za-z0-9 ._+=@()-]", "_");
        String encoded = URLEncoder.encode(shown, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
    }

    /** One range of what has a known length (RFC 9110 §14.2); any other request for ranges is answered in full, as it may be. */
    private static @Nullable Range range(HttpServletRequest request, BlobId id) throws RequestProblem {
        String header = request.getHeader("Range");
        String condition = request.getHeader("If-Range");
        if (condition != null && !condition.equals("\"" + id + "\"")) {
            return null; // RFC 9110 §13.1.5
        }
        if (header == null || !id.isPlain() || !header.matches("bytes=\\d{0,18}-\\d{0,18}") || header.length() < 8) {
            return null;
        }
        long size = id.length();
        int dash = header.indexOf('-');
        String first = header.substring(6, dash);
        String last = header.substring(dash + 1);
        long from = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
        long to = first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(last));
        if (from >= size || !first.isEmpty() && !last.isEmpty() && Long.parseLong(last) < from) {
            throw RequestProblem.http(416, "no such range of " + size + " bytes");
        }
        return new Range(from, to - from + 1, size);
    }

    private static RequestProblem notFound() {
        return RequestProblem.http(404, "no such blob");
    }

    /** A part of {@code size} bytes. */
    private record Range(long from, long length, long size) {
        @Override
        public String toString() {
            return "bytes " + from + "-" + (from + length - 1) + "/" + size;
        }
    }
}
