package org.mailbay.pop3;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.net.spi.Frozen;

/**
 * A session between two commands.
 *
 * @param name what USER said; empty when it has not come
 * @param open null before the log-in
 */
record FrozenSession(
        int errors,
        int failures,
        boolean utf8,
        String name,
        @Nullable Open open) {
    private static final int VERSION = 1;
    /** See {@link Frozen}. */
    private static final int MAX_SIZE = 65_536;

    /** More messages are not in any maildrop that could be frozen. */
    private static final int MAX_MESSAGES = 50_000_000;

    /**
     * A maildrop that is open.
     *
     * @param emails numbers of the emails: message 1 first
     * @param deleted which of them are marked, from 0
     */
    record Open(Credential user, long inbox, long[] emails, BitSet deleted) {}

    /** Empty when it is too much to be moved: a maildrop of very many messages in no order; it waits for the end of the session. */
    Optional<Frozen> toFrozen() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(errors);
            out.writeInt(failures);
            out.writeBoolean(utf8);
            out.writeUTF(name);
            out.writeBoolean(open != null);
            if (open != null) {
                write(out, open);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size() > MAX_SIZE ? Optional.empty() : Optional.of(new Frozen(VERSION, bytes.toByteArray()));
    }

    private static void write(DataOutputStream out, Open open) throws IOException {
        out.writeUTF(open.user.address());
        out.writeUTF(open.user.version());
        out.writeLong(open.inbox);
        out.writeInt(open.emails.length);
        long before = 0;
        for (long email : open.emails) {
            writeDifference(out, email - before);
            before = email;
        }
        byte[] deleted = open.deleted.toByteArray();
        out.writeInt(deleted.length);
        out.write(deleted);
    }

    /** Small ones of either sign in one byte: messages that came one after the other become the same byte again and again. */
    private static void writeDifference(DataOutputStream out, long difference) throws IOException {
        long left = difference << 1 ^ difference >> 63;
        while (left >>> 7 != 0) {
            out.writeByte((int) (left | 0x80));
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    /** Empty when this revision cannot read it. */
    static Optional<FrozenSession> of(Frozen frozen) {
        if (frozen.version() != VERSION) {
            return Optional.empty();
        }
        try (DataInputStream in =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(frozen.state())))) {
            return Optional.of(new FrozenSession(
                    in.readInt(), in.readInt(), in.readBoolean(), in.readUTF(), in.readBoolean() ? open(in) : null));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Open open(DataInputStream in) throws IOException {
        Credential user = new Credential(in.readUTF(), in.readUTF());
        long inbox = in.readLong();
        int count = in.readInt();
        if (count < 0 || count > MAX_MESSAGES) {
            throw new IOException("maildrop of " + count);
        }
        long[] emails = new long[count];
        long before = 0;
        for (int i = 0; i < count; i++) {
            before += readDifference(in);
            emails[i] = before;
        }
        byte[] deleted = new byte[Math.clamp(in.readInt(), 0, count / 8 + 1)];
        in.readFully(deleted);
        return new Open(user, inbox, emails, BitSet.valueOf(deleted));
    }

    private static long readDifference(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IOException("difference too long");
    }
}
