package org.mailbay.admin.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * A file as it is sent.
 *
 * @param type media type
 * @param plain its bytes
 * @param packed the same, gzipped
 * @param hash of the bytes: the core of its entity tags
 */
record Asset(String type, byte[] plain, byte[] packed, String hash) {

    static Asset of(String type, byte[] bytes) {
        return new Asset(type, bytes, pack(bytes), hash(bytes));
    }

    /** RFC 9110 §8.8.3.3: each encoding has an entity tag of its own. */
    String tag(boolean isPacked) {
        return '"' + hash + (isPacked ? "-gzip\"" : "\"");
    }

    byte[] bytes(boolean isPacked) {
        return isPacked ? packed : plain;
    }

    private static byte[] pack(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.toByteArray();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
