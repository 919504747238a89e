package org.mailbay.smtp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.Verdict;
import org.mailbay.directory.Credential;
import org.mailbay.net.spi.Frozen;

/**
 * A session between two commands, as the next revision of this bundle reads it.
 *
 * @param authFailures in this session
 * @param user who logged in, null when nobody did
 * @param verdict about the connection
 * @param transaction null when there is none
 */
record FrozenSession(
        State state,
        Greeting greeting,
        int errors,
        int authFailures,
        @Nullable Credential user,
        Verdict.Action verdict,
        @Nullable Open transaction) {
    private static final int VERSION = 2;
    /** See {@link Frozen}. */
    private static final int MAX_SIZE = 65_536;

    /**
     * A transaction.
     *
     * @param recipients that RCPT accepted
     */
    record Open(
            String traceId,
            Instant begun,
            String sender,
            MailParameters parameters,
            Verdict.Action verdict,
            List<Rcpt> recipients) {}

    /** A recipient, as RCPT named it. */
    record Rcpt(String address, Map<String, String> parameters) {}

    /** Empty when it is too much to be moved: with very many recipients it waits for the end of the transaction. */
    Optional<Frozen> toFrozen() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(state.ordinal());
            out.writeUTF(greeting.name());
            out.writeBoolean(greeting.extended());
            out.writeInt(errors);
            out.writeInt(authFailures);
            out.writeBoolean(user != null);
            if (user != null) {
                out.writeUTF(user.address());
                out.writeUTF(user.version());
            }
            out.writeByte(verdict.ordinal());
            out.writeBoolean(transaction != null);
            if (transaction != null) {
                write(out, transaction);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size() > MAX_SIZE ? Optional.empty() : Optional.of(new Frozen(VERSION, bytes.toByteArray()));
    }

    private static void write(DataOutputStream out, Open open) throws IOException {
        out.writeUTF(open.traceId);
        out.writeLong(open.begun.toEpochMilli());
        out.writeUTF(open.sender);
        out.writeLong(open.parameters.size());
        out.writeBoolean(open.parameters.international());
        out.writeBoolean(open.parameters.binary());
        write(out, open.parameters.onward());
        out.writeByte(open.verdict.ordinal());
        out.writeInt(open.recipients.size());
        for (Rcpt recipient : open.recipients) {
            out.writeUTF(recipient.address());
            write(out, recipient.parameters());
        }
    }

    private static void write(DataOutputStream out, Map<String, String> map) throws IOException {
        out.writeByte(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
    }

    /** Empty when this revision cannot read it. */
    static Optional<FrozenSession> of(Frozen frozen) {
        if (frozen.version() != VERSION) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frozen.state()))) {
            State state = State.values()[in.readUnsignedByte()];
            Greeting greeting = new Greeting(in.readUTF(), in.readBoolean());
            int errors = in.readInt();
            int authFailures = in.readInt();
            Credential user = in.readBoolean() ? new Credential(in.readUTF(), in.readUTF()) : null;
            Verdict.Action verdict = Verdict.Action.values()[in.readUnsignedByte()];
            Open open = in.readBoolean() ? open(in) : null;
            return Optional.of(new FrozenSession(state, greeting, errors, authFailures, user, verdict, open));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Open open(DataInputStream in) throws IOException {
        String traceId = in.readUTF();
        Instant begun = Instant.ofEpochMilli(in.readLong());
        String sender = in.readUTF();
        MailParameters parameters = new MailParameters(in.readLong(), in.readBoolean(), in.readBoolean(), map(in));
        Verdict.Action verdict = Verdict.Action.values()[in.readUnsignedByte()];
        List<Rcpt> recipients = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            recipients.add(new Rcpt(in.readUTF(), map(in)));
        }
        return new Open(traceId, begun, sender, parameters, verdict, recipients);
    }

    private static Map<String, String> map(DataInputStream in) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        for (int count = in.readUnsignedByte(); count > 0; count--) {
            String name = in.readUTF();
            map.put(name, in.readUTF());
        }
        return map;
    }
}
