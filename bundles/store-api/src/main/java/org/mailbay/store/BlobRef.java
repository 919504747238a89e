package org.mailbay.store;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Names the content of a sealed blob. It is no capability: an account reads a blob only while it holds a reference to it.
 *
 * @param name 32 bytes, HMAC-SHA-256 of the content's SHA-256 under the tenant's key: equal content of one tenant has one name
 * @param size of the content, in bytes
 */
public record BlobRef(byte[] name, long size) {
    /** Bytes in a name. */
    public static final int NAME_LENGTH = 32;

    public BlobRef {
        if (name.length != NAME_LENGTH || size < 0) {
            throw new IllegalArgumentException("blob name of " + name.length + " bytes, size " + size);
        }
        name = name.clone();
    }

    /** Reads what {@link #toString} wrote. */
    public static Optional<BlobRef> parse(String text) {
        int dash = text.indexOf('-');
        if (dash != NAME_LENGTH * 2) {
            return Optional.empty();
        }
        long size = Base32.parse(text.substring(dash + 1));
        if (size < 0) {
            return Optional.empty();
        }
        try {
            BlobRef ref = new BlobRef(HexFormat.of().parseHex(text, 0, dash), size);
            return ref.toString().equals(text) ? Optional.of(ref) : Optional.empty();
        } catch (IllegalArgumentException notHex) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] name() {
        return name.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlobRef that && size == that.size && Arrays.equals(name, that.name);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(name);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(name) + '-' + Base32.of(size);
    }
}
