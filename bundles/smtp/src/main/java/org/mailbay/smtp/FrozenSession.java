package org.mailbay.smtp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailbay.net.spi.Frozen;

/**
 * A session between two commands, as the next revision of this bundle reads it.
 *
 * @param sender empty also when there is no transaction
 * @param recipients addresses that RCPT accepted
 */
record FrozenSession(
        State state,
        Receiving.Greeting greeting,
        int errors,
        String sender,
        boolean international,
        long declaredSize,
        List<String> recipients) {
    private static final int VERSION = 1;

    FrozenSession {
        recipients = List.copyOf(recipients);
    }

    Frozen toFrozen() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(state.ordinal());
            out.writeUTF(greeting.name());
            out.writeBoolean(greeting.extended());
            out.writeInt(errors);
            out.writeUTF(sender);
            out.writeBoolean(international);
            out.writeLong(declaredSize);
            out.writeInt(recipients.size());
            for (String recipient : recipients) {
                out.writeUTF(recipient);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Frozen(VERSION, bytes.toByteArray());
    }

    /** Empty when this revision cannot read it. */
    static Optional<FrozenSession> of(Frozen frozen) {
        if (frozen.version() != VERSION) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frozen.state()))) {
            State state = State.values()[in.readUnsignedByte()];
            Receiving.Greeting greeting = new Receiving.Greeting(in.readUTF(), in.readBoolean());
            int errors = in.readInt();
            String sender = in.readUTF();
            boolean international = in.readBoolean();
            long declaredSize = in.readLong();
            List<String> recipients = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                recipients.add(in.readUTF());
            }
            return Optional.of(
                    new FrozenSession(state, greeting, errors, sender, international, declaredSize, recipients));
        } catch (IOException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
