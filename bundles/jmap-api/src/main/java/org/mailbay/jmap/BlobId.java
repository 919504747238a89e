package org.mailbay.jmap;

import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.DecodedStream;
import org.mailbay.mime.TransferEncoding;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;

/**
 * A blob as JMAP names it: a whole stored blob, or a part of a stored message, decoded.
 *
 * <p>The text says everything, so no table is kept: {@code b}, the blob's name in base32hex (52 characters), {@code -}, its size, and
 * for a part {@code -}offset{@code -}length{@code -}encoding, numbers in base32hex as well. Lower case, URL-safe, under 110
 * characters (RFC 8620 §1.2).
 *
 * <p>A client can write such a text itself, and gains nothing: the name is a keyed hash that it cannot compute, and an account reads a
 * blob only while it holds a reference to it, which {@link org.mailbay.store.Blobs#open} checks; a section of what one may read
 * whole is no secret.
 *
 * @param section null for the whole blob
 */
public record BlobId(BlobRef blob, @Nullable Section section) {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuv";

    private static final int NAME_CHARS = (BlobRef.NAME_LENGTH * 8 + 4) / 5;

    public BlobId {
        if (section != null && section.offset() > blob.size() - section.length()) {
            throw new IllegalArgumentException("section beyond the blob's end");
        }
    }

    /** The whole blob. */
    public static BlobId of(BlobRef blob) {
        return new BlobId(blob, null);
    }

    /** A part of a stored message: {@code length} encoded bytes from {@code offset}. */
    public static BlobId of(BlobRef blob, long offset, long length, Encoding encoding) {
        return new BlobId(blob, new Section(offset, length, encoding));
    }

    /** Where its encoded bytes begin in the stored blob. */
    public long offset() {
        return section == null ? 0 : section.offset;
    }

    /** How many encoded bytes it has. */
    public long length() {
        return section == null ? blob.size() : section.length;
    }

    /** Whether its bytes are stored as they are, so that their number is {@link #length()} and a part of them can be read alone. */
    public boolean isPlain() {
        return section == null || section.encoding == Encoding.IDENTITY;
    }

    /** The content, decoded as it is read from its encoded bytes. */
    public InputStream decoded(BlobInput encoded) {
        TransferEncoding encoding = switch (section == null ? Encoding.IDENTITY : section.encoding) {
            case IDENTITY -> null;
            case BASE64 -> TransferEncoding.BASE64;
            case QUOTED_PRINTABLE -> TransferEncoding.QUOTED_PRINTABLE;
            case UUENCODE -> TransferEncoding.UUENCODE;
        };
        return encoding == null ? encoded.content() : DecodedStream.of(encoding, encoded.content(), encoded.length());
    }

    /** Reads what {@link #toString} wrote; anything else names nothing. */
    public static Optional<BlobId> parse(String text) {
        if (text.length() < NAME_CHARS + 3 || text.length() > 127 || text.charAt(0) != 'b') {
            return Optional.empty();
        }
        String[] words = text.substring(1).split("-", -1);
        if (words[0].length() != NAME_CHARS || words.length != 2 && words.length != 5) {
            return Optional.empty();
        }
        try {
            BlobRef blob = new BlobRef(name(words[0]), Long.parseLong(words[1], 32));
            BlobId id = words.length == 2
                    ? of(blob)
                    : of(blob, Long.parseLong(words[2], 32), Long.parseLong(words[3], 32), Encoding.of(words[4]));
            return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static byte[] name(String text) {
        byte[] name = new byte[BlobRef.NAME_LENGTH];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("not base32hex");
            }
            bits = bits << 5 | digit;
            held += 5;
            if (held >= 8) {
                held -= 8;
                name[at++] = (byte) (bits >> held);
            }
        }
        return name;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(96).append('b');
        int bits = 0;
        int held = 0;
        for (byte b : blob.name()) {
            bits = bits << 8 | b & 0xff;
            held += 8;
            while (held >= 5) {
                held -= 5;
                text.append(ALPHABET.charAt(bits >> held & 31));
            }
        }
        if (held > 0) {
            text.append(ALPHABET.charAt(bits << 5 - held & 31));
        }
        text.append('-').append(Long.toString(blob.size(), 32));
        if (section != null) {
            text.append('-').append(Long.toString(section.offset, 32));
            text.append('-').append(Long.toString(section.length, 32));
            text.append('-').append(section.encoding.letter);
        }
        return text.toString();
    }

    /**
     * Where in a stored message a part's content is.
     *
     * @param offset of its first encoded byte
     * @param length in encoded bytes
     */
    public record Section(long offset, long length, Encoding encoding) {
        public Section {
            if (offset < 0 || length < 0) {
                throw new IllegalArgumentException("section " + offset + " " + length);
            }
        }
    }

    /** A Content-Transfer-Encoding (RFC 2045 §6), undone when the blob is read. */
    public enum Encoding {
        /** 7bit, 8bit, binary, and any unknown one. */
        IDENTITY("i"),
        BASE64("b"),
        QUOTED_PRINTABLE("q"),
        /** Never standardised, but old mail has it. */
        UUENCODE("u");

        private final String letter;

        Encoding(String letter) {
            this.letter = letter;
        }

        private static Encoding of(String letter) {
            for (Encoding encoding : values()) {
                if (encoding.letter.equals(letter)) {
                    return encoding;
                }
            }
            throw new IllegalArgumentException("no such encoding");
        }
    }
}
