package org.mailbay.smtp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Verdict;
import org.mailbay.directory.Credential;
import org.mailbay.net.spi.Frozen;
import org.mailbay.smtp.command.MailParameters;
import org.mailbay.smtp.command.State;
import org.mailbay.smtp.session.Greeting;

/**
 * A session between two commands, as the next revision of this bundle reads it.
 *
 * @param authFailures in this session
 * @param user who logged in, null when nobody did
 * @param verdict about the connection
 * @param results what stages found out about it
 * @param transaction null when there is none
 */
record FrozenSession(
        State state,
        Greeting greeting,
        int errors,
        int authFailures,
        @Nullable Credential user,
        Verdict.Action verdict,
        List<AuthResult> results,
        @Nullable Open transaction) {
    private static final int VERSION = 3;
    /** Without results. */
    private static final int VERSION_BEFORE = 2;
    /** See {@link Frozen}. */
    private static final int MAX_SIZE = 65_536;

    /**
     * A transaction.
     *
     * @param results what stages found out about it
     * @param recipients that RCPT accepted
     */
    record Open(
            String traceId,
            Instant begun,
            String sender,
            MailParameters parameters,
            Verdict.Action verdict,
            List<AuthResult> results,
            List<Rcpt> recipients) {}

    /** A recipient, as RCPT named it. */
    record Rcpt(String address, Map<String, String> parameters) {}

    /** Empty when it is too much to be moved: with very many recipients, or results, it waits for the end of the transaction. */
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
            write(out, results);
            out.writeBoolean(transaction != null);
            if (transaction != null) {
                write(out, transaction);
            }
        } catch (UTFDataFormatException e) {
            return Optional.empty(); // a text of more than 65,535 octets
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
        write(out, open.results);
        out.writeInt(open.recipients.size());
        for (Rcpt recipient : open.recipients) {
            out.writeUTF(recipient.address());
            write(out, recipient.parameters());
        }
    }

    private static void write(DataOutputStream out, List<AuthResult> results) throws IOException {
        out.writeInt(results.size());
        for (AuthResult result : results) {
            out.writeUTF(result.method());
            out.writeUTF(result.result());
            out.writeUTF(result.reason());
            write(out, result.properties());
        }
    }

    private static void write(DataOutputStream out, Map<String, String> map) throws IOException {
        out.writeShort(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
    }

    /** Empty when this revision cannot read it. */
    static Optional<FrozenSession> of(Frozen frozen) {
        if (frozen.version() != VERSION && frozen.version() != VERSION_BEFORE) {
            return Optional.empty();
        }
        boolean hasResults = frozen.version() == VERSION;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frozen.state()))) {
            State state = State.values()[in.readUnsignedByte()];
            Greeting greeting = new Greeting(in.readUTF(), in.readBoolean());
            int errors = in.readInt();
            int authFailures = in.readInt();
            Credential user = in.readBoolean() ? new Credential(in.readUTF(), in.readUTF()) : null;
            Verdict.Action verdict = Verdict.Action.values()[in.readUnsignedByte()];
            List<AuthResult> results = hasResults ? results(in) : List.of();
            Open open = in.readBoolean() ? open(in, hasResults) : null;
            return Optional.of(new FrozenSession(state, greeting, errors, authFailures, user, verdict, results, open));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Open open(DataInputStream in, boolean hasResults) throws IOException {
        String traceId = in.readUTF();
        Instant begun = Instant.ofEpochMilli(in.readLong());
        String sender = in.readUTF();
        MailParameters parameters =
                new MailParameters(in.readLong(), in.readBoolean(), in.readBoolean(), map(in, hasResults));
        Verdict.Action verdict = Verdict.Action.values()[in.readUnsignedByte()];
        List<AuthResult> results = hasResults ? results(in) : List.of();
        List<Rcpt> recipients = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            recipients.add(new Rcpt(in.readUTF(), map(in, hasResults)));
        }
        return new Open(traceId, begun, sender, parameters, verdict, results, recipients);
    }

    private static List<AuthResult> results(DataInputStream in) throws IOException {
        List<AuthResult> results = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            results.add(new AuthResult(in.readUTF(), in.readUTF(), in.readUTF(), map(in, true)));
        }
        return results;
    }

    private static SequencedMap<String, String> map(DataInputStream in, boolean isLong) throws IOException {
        SequencedMap<String, String> map = new LinkedHashMap<>();
        for (int count = isLong ? in.readUnsignedShort() : in.readUnsignedByte(); count > 0; count--) {
            String name = in.readUTF();
            map.put(name, in.readUTF());
        }
        return map;
    }
}
