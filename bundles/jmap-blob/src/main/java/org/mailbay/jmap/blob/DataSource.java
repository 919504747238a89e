package org.mailbay.jmap.blob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobSink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One of the sources that a blob is put together from (RFC 9404 §4.1). */
sealed interface DataSource {
    /** Properties of a source. */
    String TEXT = "data:asText";

    String BASE64 = "data:asBase64";

    Set<String> PROPERTIES = Set.of(TEXT, BASE64, "blobId", "offset", "length");

    /**
     * Adds its bytes.
     *
     * @param resolve what a name stands for in this request
     * @param max bytes that the sink may have in the end
     */
    void writeTo(BlobSink sink, View view, UnaryOperator<String> resolve, long max) throws SetError, IOException;

    /** Bytes that the client sent. */
    record Data(byte[] bytes) implements DataSource {
        @Override
        public void writeTo(BlobSink sink, View view, UnaryOperator<String> resolve, long max)
                throws SetError, IOException {
            copy(new ByteArrayInputStream(bytes), sink, bytes.length, max);
        }
    }

    /**
     * A range of another blob.
     *
     * @param name an id, or {@code #} and a creation id
     * @param length null for all there is
     */
    record Range(String name, long offset, @Nullable Long length) implements DataSource {
        @Override
        public void writeTo(BlobSink sink, View view, UnaryOperator<String> resolve, long max)
                throws SetError, IOException {
            BlobId id = BlobId.parse(resolve.apply(name)).orElseThrow(() -> invalid("blobId: no such blob"));
            boolean plain = id.isPlain();
            if (plain && (offset > id.length() || length != null && length > id.length() - offset)) {
                throw invalid("the range is not within the blob"); // RFC 9404 §4.1
            }

            long from = plain ? id.offset() + offset : id.offset();
            long encoded = !plain ? id.length() : length == null ? id.length() - offset : length;
            try (BlobInput input =
                            view.open(id.blob(), from, encoded).orElseThrow(() -> invalid("blobId: no such blob"));
                    InputStream content = id.decoded(input)) {
                if (!plain) {
                    skip(content);
                }
                copy(content, sink, length == null ? Long.MAX_VALUE : length, max);
            }
        }

        private void skip(InputStream content) throws SetError, IOException {
            for (long left = offset; left > 0; left--) {
                if (content.read() < 0) {
                    throw invalid("the range is not within the blob");
                }
            }
        }
    }

    /**
     * Reads a DataSourceObject.
     *
     * @throws SetError invalidProperties: nothing is guessed (RFC 9404 §4.1)
     */
    static DataSource of(JsonNode json) throws SetError {
        if (!(json instanceof ObjectNode source) || !PROPERTIES.containsAll(source.propertyNames())) {
            throw invalid("not a DataSourceObject");
        }
        String text = string(source, TEXT);
        String base64 = string(source, BASE64);
        String blob = string(source, "blobId");
        if ((text == null ? 0 : 1) + (base64 == null ? 0 : 1) + (blob == null ? 0 : 1) != 1) {
            throw invalid("a source has exactly one of " + TEXT + ", " + BASE64 + " and blobId");
        }
        Long offset = number(source, "offset");
        Long length = number(source, "length");
        if (blob != null) {
            return new Range(blob, offset == null ? 0 : offset, length);
        }
        if (offset != null || length != null) {
            throw invalid("offset and length are a blob's");
        }
        if (text != null) {
            return new Data(text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            return new Data(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw invalid(BASE64 + ": not base64");
        }
    }

    private static @Nullable String string(ObjectNode source, String property) throws SetError {
        JsonNode value = source.get(property);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw invalid(property + ": not a string");
        }
        return value.stringValue();
    }

    private static @Nullable Long number(ObjectNode source, String property) throws SetError {
        JsonNode value = source.get(property);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() >= 1L << 53) {
            throw invalid(property + ": not an UnsignedInt");
        }
        return value.longValue();
    }

    private static SetError invalid(String why) {
        return SetError.invalidProperties(why, "data");
    }

    private static void copy(InputStream from, BlobSink sink, long length, long max) throws SetError, IOException {
        byte[] piece = new byte[16_384];
        long left = length;
        while (left > 0) {
            int count = from.read(piece, 0, (int) Math.min(piece.length, left));
            if (count < 0) {
                if (length == Long.MAX_VALUE) {
                    return;
                }
                throw invalid("the range is not within the blob");
            }
            if (sink.size() + count > max) {
                throw SetError.of(SetError.TOO_LARGE, "more than maxSizeBlobSet");
            }
            sink.write(piece, 0, count);
            left -= count;
        }
    }
}
