package org.mailbay.mailauth.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes a body while it streams by (RFC 6376 §3.4.3, §3.4.4, §3.7). One thread; nothing of the body is kept. */
public final class BodyHash {
    private final boolean isRelaxed;
    private final long most;
    private final MessageDigest digest;
    private final byte[] out = new byte[8 * 1024];
    private int filled;

    /** Bytes of the canonical body so far. */
    private long length;

    /** Line ends that count only if something follows. */
    private long lines;

    private boolean afterCr;
    private boolean afterBlank;
    private boolean hasContent;

    /**
     * A hash by SHA-256.
     *
     * @param most how many bytes of the canonical body are hashed; negative for all
     */
    public BodyHash(Canonicalization canonicalization, long most) {
        this.isRelaxed = canonicalization == Canonicalization.RELAXED;
        this.most = most < 0 ? Long.MAX_VALUE : most;
        this.digest = sha256();
    }

    /** A digest that every Java has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next bytes of the body. */
    public void write(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            write(bytes[i]);
        }
    }

    private void write(byte b) {
        if (afterCr) {
            afterCr = false;
            if (b == '\n') {
                lines++;
                afterBlank = false;
                return;
            }
            content((byte) '\r');
        }
        if (b == '\r') {
            afterCr = true;
        } else if (isRelaxed && (b == ' ' || b == '\t')) {
            afterBlank = true;
        } else {
            content(b);
        }
    }

    private void content(byte b) {
        for (; lines > 0; lines--) {
            put((byte) '\r');
            put((byte) '\n');
        }
        if (afterBlank) {
            afterBlank = false;
            put((byte) ' ');
        }
        hasContent = true;
        put(b);
    }

    private void put(byte b) {
        if (length++ >= most) {
            return;
        }
        out[filled++] = b;
        if (filled == out.length) {
            digest.update(out);
            filled = 0;
        }
    }

    /** The body is over. */
    public byte[] finish() {
        if (afterCr) {
            afterCr = false;
            content((byte) '\r');
        }
        if (hasContent || !isRelaxed) {
            put((byte) '\r');
            put((byte) '\n');
        }
        digest.update(out, 0, filled);
        filled = 0;
        return digest.digest();
    }

    /** Bytes of the canonical body, hashed or not; known when it is over. */
    public long length() {
        return length;
    }
}
