package org.mailbay.store.engine.transfer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads an export line by line; what is not one fails. */
final class Reader {
    private final InputStream in;
    private final MessageDigest digest;
    private long left;
    private boolean over;

    Reader(InputStream in) throws IOException {
        this.in = in;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
        JsonNode first = next();
        if (first == null || !first.path("export").asString("").equals("mailbay")) {
            throw new IOException("this is no export");
        }
        if (first.path("version").asInt(0) != Format.VERSION) {
            throw new IOException(
                    "this is an export of version " + first.path("version") + ", known is " + Format.VERSION);
        }
    }

    /** The next line, after what is left of the last one's bytes; null at the end, whose checksum was right. */
    @Nullable
    JsonNode next() throws IOException {
        if (over) {
            return null;
        }
        skip();
        byte[] before = sum();
        JsonNode line = line();
        String sum = line.path("sha256").asString("");
        if (!sum.isEmpty()) {
            over = true;
            if (!sum.equals(HexFormat.of().formatHex(before))) {
                throw new IOException("the export was changed: its checksum is another");
            }
            if (in.read() >= 0) {
                throw new IOException("the export goes on after its end");
            }
            return null;
        }
        left = line.has("bytes") ? line.get("bytes").asLong(-1) + 1 : 0;
        if (left < 0) {
            throw new IOException("a line with " + line.get("bytes") + " bytes");
        }
        return line;
    }

    private byte[] sum() throws IOException {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IOException(e);
        }
    }

    private JsonNode line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the export is cut off");
            }
            if (line.size() == Format.MAX_LINE) {
                throw new IOException("a line of more than " + Format.MAX_LINE + " bytes");
            }
            line.write(octet);
        }
        byte[] bytes = line.toByteArray();
        digest.update(bytes);
        digest.update((byte) '\n');
        try {
            JsonNode node = Format.JSON.readTree(bytes);
            if (node == null || !node.isObject()) {
                throw new IOException("a line that is no JSON object");
            }
            return node;
        } catch (JacksonException e) {
            throw new IOException("a line that is no JSON", e);
        }
    }

    /** The bytes of the last line, whole. */
    byte[] bytes() throws IOException {
        if (left < 1 || left - 1 > Format.MAX_OBJECT) {
            throw new IOException("an object of " + (left - 1) + " bytes");
        }
        byte[] bytes = new byte[(int) left - 1];
        for (int at = 0; at < bytes.length; ) {
            at += read(bytes, at, bytes.length - at);
        }
        return bytes;
    }

    /** Some of the bytes of the last line; 0 when there are no more. */
    int read(byte[] into, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, left - 1);
        if (wanted <= 0) {
            return 0;
        }
        int read = in.read(into, offset, wanted);
        if (read < 0) {
            throw new EOFException("the export is cut off");
        }
        digest.update(into, offset, read);
        left -= read;
        return read;
    }

    private void skip() throws IOException {
        byte[] buffer = new byte[1 << 13];
        while (left > 1) {
            read(buffer, 0, buffer.length);
        }
        if (left == 1) {
            if (in.read() != '\n') {
                throw new IOException("bytes that do not end where they should");
            }
            digest.update((byte) '\n');
            left = 0;
        }
    }
}
