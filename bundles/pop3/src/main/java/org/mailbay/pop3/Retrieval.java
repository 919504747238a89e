package org.mailbay.pop3;

import java.io.IOException;
import org.mailbay.directory.Principal;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.Mailroom;
import org.mailbay.mail.StoredEmail;
import org.mailbay.net.Connection;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/**
 * Sends a message, piece by piece: what a client does not take is not read.
 *
 * <p>The mailroom is held while a piece is read and never while one is sent, so that a slow client does not hold up its replacement.
 */
final class Retrieval {
    private static final int PIECE = 128 * 1024;
    /** TOP rarely wants more of a body. */
    private static final int SHORT = 8 * 1024;

    private final Client client;
    private final Principal principal;

    Retrieval(Client client, Principal principal) {
        this.client = client;
        this.principal = principal;
    }

    private record Source(BlobRef blob, long bodyStart) {}

    /**
     * Sends the reply.
     *
     * @param bodyLines of the body; Long.MAX_VALUE for the whole message
     * @throws Refusal before anything was sent: the message is gone, or cannot be read now
     * @throws IOException when the reply was begun: only closing tells the client that it is not whole
     */
    void send(ObjectId email, long bodyLines) throws Refusal, IOException {
        boolean whole = bodyLines == Long.MAX_VALUE;
        Source source;
        byte[] piece;
        try {
            source = source(email, whole);
            piece = read(source, 0, whole ? PIECE : firstOf(source, bodyLines));
        } catch (AwayException e) {
            throw new Refusal(Reply.NOT_HERE);
        }
        Connection connection = client.connection;
        Lines lines = new Lines(source.bodyStart, bodyLines);
        connection.write(Reply.ok(whole ? source.blob.size() + " octets" : "").toBytes());
        long at = 0;
        while (piece.length > 0) {
            connection.write(lines.next(piece));
            at += piece.length;
            piece = lines.isComplete() ? new byte[0] : read(source, at, PIECE);
        }
        connection.write(lines.end());
        client.server.traffic().sent(whole, at);
    }

    private static int firstOf(Source source, long bodyLines) {
        long wanted = source.bodyStart + (bodyLines == 0 ? 0 : SHORT);
        return Math.clamp(wanted, 1, PIECE);
    }

    private Source source(ObjectId email, boolean whole) throws Refusal, IOException {
        try (Lease<Mailroom> mailroom = client.server.mailroom().acquire(client.server.patience())) {
            byte[] stored = account(mailroom).account().bytes(email);
            if (stored == null) {
                throw new Refusal(Reply.error("Message was removed by another program"));
            }
            return whole ? new Source(StoredEmail.blob(stored), Long.MAX_VALUE) : source(StoredEmail.fromBytes(stored));
        }
    }

    private static Source source(StoredEmail email) {
        return new Source(email.blob(), email.message().root().bodyStart());
    }

    private byte[] read(Source source, long from, int length) throws IOException {
        if (from >= source.blob.size()) {
            return new byte[0];
        }
        try (Lease<Mailroom> mailroom = client.server.mailroom().acquire(client.server.patience());
                BlobInput input = account(mailroom)
                        .account()
                        .blobs()
                        .open(source.blob, from, length)
                        .orElseThrow(() -> new IOException("the message is gone"))) {
            return input.content().readAllBytes();
        }
    }

    private MailAccount account(Lease<Mailroom> mailroom) throws IOException {
        return mailroom.service()
                .open(principal, principal.account())
                .orElseThrow(() -> new IOException("the account is gone"));
    }
}
