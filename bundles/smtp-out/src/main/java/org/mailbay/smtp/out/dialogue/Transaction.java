package org.mailbay.smtp.out.dialogue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.smtp.out.wire.BadReplyException;
import org.mailbay.smtp.out.wire.Line;
import org.mailbay.smtp.out.wire.Reply;
import org.mailbay.smtp.out.wire.Wire;

/** One message to one server, for as many recipients of it as this server takes at a time. */
public final class Transaction {
    private final Session session;
    private final Wire wire;
    private final Letter letter;
    private final Ledger ledger;
    private final Patience patience;
    private final boolean isChunking;
    private final String remote;
    private final List<Integer> accepted = new ArrayList<>();
    private boolean isAnswered;

    /** @param isChunking whether BDAT is used where it is offered */
    public Transaction(Session session, Letter letter, Ledger ledger, Patience patience, boolean isChunking) {
        this.session = session;
        this.wire = session.wire();
        this.letter = letter;
        this.ledger = ledger;
        this.patience = patience;
        this.isChunking = session.capabilities().has("CHUNKING")
                && (isChunking || letter.look().isBinary());
        this.remote = session.remote();
    }

    /** Whether the server said anything in this transaction; when not, another connection may be tried as if there had been none. */
    public boolean isAnswered() {
        return isAnswered;
    }

    /**
     * Sends the message. What became of whom is in the ledger; who is still open there is to be tried again on this session, unless
     * this throws.
     *
     * @throws GoodbyeException when the server closes the connection before it has taken the message
     * @throws UnansweredException when it is not known whether it has; the recipients concerned are settled
     * @throws IOException when the connection failed before the message was sent to its end
     */
    public void run() throws IOException {
        boolean isDone = false;
        try {
            if (new Fitness(session, letter, ledger).check()) {
                wire.within(patience.message(), "the message", this::transact);
            }
            isDone = true;
        } finally {
            if (!isDone) {
                session.setBroken();
            }
        }
    }

    private boolean transact() throws IOException {
        session.clean(patience.command());
        session.countMessage();
        List<Integer> batch = batch();
        boolean isUtf8 = batch.stream().anyMatch(letter::needsUtf8);
        Commands commands = new Commands(letter, session.capabilities(), isUtf8);
        session.setDirty(true);
        Reply data = session.capabilities().has("PIPELINING") ? together(commands, batch) : inTurn(commands, batch);
        if (accepted.isEmpty()) {
            if (data != null && data.isIntermediate()) {
                // RFC 2920 §3.1: it waits for a message that nobody gets
                wire.exchange(".", patience.dataEnd());
                session.setDirty(false);
            }
            return true;
        }
        if (data != null && !data.isIntermediate()) {
            checkGoodbye(data);
            if (data.isGood()) {
                throw new BadReplyException("DATA was answered with " + data.oneLine());
            }
            verdict(data);
            return true;
        }
        content();
        return true;
    }

    private void content() throws IOException {
        Body body = new Body(wire, letter, patience);
        Reply reply;
        try {
            reply = isChunking ? body.chunks() : body.data();
        } catch (UnansweredException e) {
            ledger.settle(
                    accepted,
                    () -> new Carried.Later(
                            "451 4.4.2 Everything was sent, then no answer came: " + e.getMessage(), remote, false));
            throw e;
        }
        verdict(reply);
        session.setDirty(!reply.isGood());
        if (reply.isGoodbye()) {
            throw new GoodbyeException(reply);
        }
    }

    /** All recipients of whom nothing is known and who may be in one transaction (RFC 9422 §4.2, §4.3). */
    private List<Integer> batch() {
        long most = session.capabilities().limit("RCPTMAX").orElse(Long.MAX_VALUE);
        long mostDomains = session.capabilities().limit("RCPTDOMAINMAX").orElse(Long.MAX_VALUE);
        List<Integer> batch = new ArrayList<>();
        Set<String> domains = new HashSet<>();
        for (int recipient : ledger.open()) {
            String domain = letter.to().get(recipient).orElseThrow().domain().name();
            if (batch.size() < most && (domains.contains(domain) || domains.size() < mostDomains)) {
                batch.add(recipient);
                domains.add(domain);
            }
        }
        return batch;
    }

    /** Everything at once, then the replies (RFC 2920 §3.1). */
    private @Nullable Reply together(Commands commands, List<Integer> batch) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(Line.bytes(commands.mail()));
        for (int recipient : batch) {
            all.writeBytes(Line.bytes(commands.rcpt(recipient)));
        }
        if (!isChunking) {
            all.writeBytes(Line.bytes("DATA"));
        }
        byte[] bytes = all.toByteArray();
        wire.send(bytes, 0, bytes.length, patience.command());
        Reply mail = wire.reply(patience.command(), "MAIL");
        isAnswered = true;
        boolean isTaken = mail(mail, batch);
        for (int recipient : batch) {
            Reply reply = wire.reply(patience.command(), "RCPT");
            if (isTaken) {
                rcpt(recipient, reply);
            }
        }
        return isChunking ? null : wire.reply(patience.dataInitiation(), "DATA");
    }

    private @Nullable Reply inTurn(Commands commands, List<Integer> batch) throws IOException {
        Reply mail = wire.exchange(commands.mail(), patience.command());
        isAnswered = true;
        if (!mail(mail, batch)) {
            return null;
        }
        for (int recipient : batch) {
            rcpt(recipient, wire.exchange(commands.rcpt(recipient), patience.command()));
        }
        return isChunking || accepted.isEmpty() ? null : wire.exchange("DATA", patience.dataInitiation());
    }

    private boolean mail(Reply reply, List<Integer> batch) throws IOException {
        checkGoodbye(reply);
        if (reply.isGood()) {
            return true;
        }
        if (reply.isIntermediate()) {
            throw new BadReplyException("MAIL was answered with " + reply.oneLine());
        }
        ledger.settle(batch, () -> refusal(reply));
        return false;
    }

    private void rcpt(int recipient, Reply reply) throws IOException {
        checkGoodbye(reply);
        if (reply.isIntermediate()) {
            throw new BadReplyException("RCPT was answered with " + reply.oneLine());
        }
        if (reply.isGood()) {
            accepted.add(recipient);
        } else if (!isTooMany(reply)) {
            ledger.settle(recipient, refusal(reply));
        }
    }

    /** RFC 5321 §4.5.3.1.10: those before it are taken, and this one may be in the next transaction. */
    private boolean isTooMany(Reply reply) {
        String enhanced = reply.enhanced();
        return !accepted.isEmpty()
                && (reply.code() == 452 || reply.code() == 552)
                && (enhanced.isEmpty() || enhanced.endsWith(".5.3"));
    }

    private static void checkGoodbye(Reply reply) throws GoodbyeException {
        if (reply.isGoodbye()) {
            throw new GoodbyeException(reply);
        }
    }

    /** What was said about the message holds for all who were accepted. */
    private void verdict(Reply reply) {
        if (reply.isGood()) {
            boolean reports = session.capabilities().has("DSN");
            ledger.settle(accepted, () -> new Carried.Taken(reply.oneLine(), remote, reports));
        } else {
            ledger.settle(accepted, () -> refusal(reply));
        }
    }

    private Carried refusal(Reply reply) {
        return reply.isPermanent()
                ? new Carried.Failed(reply.oneLine(), remote)
                : new Carried.Later(reply.oneLine(), remote, false);
    }
}
