package org.mailbay.admin.rest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Which representation an answer is (RFC 9110 §8.8.3): a hash of its bytes. */
final class EntityTag {
    private static final int BYTES = 15;

    private EntityTag() {}

    /** A strong one, with its quotation marks. */
    static String of(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether a field lists a tag.
     *
     * @param field of If-Match or If-None-Match; {@code *} lists every tag
     * @param tag null when there is no such thing
     * @param weak whether {@code W/} before a tag does not matter (RFC 9110 §8.8.3.2)
     */
    static boolean isIn(String field, @Nullable String tag, boolean weak) {
        if (tag == null) {
            return false;
        }
        if (field.strip().equals("*")) {
            return true;
        }
        return Arrays.stream(field.split(","))
                .map(String::strip)
                .map(one -> weak && one.startsWith("W/") ? one.substring(2) : one)
                .anyMatch(tag::equals);
    }
}
