package org.mailbay.imap.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Declined;
import org.mailbay.imap.grammar.Diversion;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Arriving;
import org.mailbay.mail.Mailroom;
import org.mailbay.mail.StoredEmail;
import org.mailbay.swap.Swappable.Lease;

/** Takes in a literal that is a message, or a text to make one of: into a blob, while it comes. */
final class ArrivingLiteral implements Diversion.Sink {
    /** A text, and what may have to be encoded, is read back when the command is complete; another message is not. */
    private static final Duration HOLD = Duration.ofHours(1);

    private final MailAccount account;
    private final Arriving arriving;
    private final boolean isReadBack;
    private @Nullable Lease<Mailroom> lease;
    private byte[] piece = new byte[0];

    ArrivingLiteral(Lease<Mailroom> lease, MailAccount account, long size, boolean isReadBack) throws IOException {
        this.lease = lease;
        this.account = account;
        this.isReadBack = isReadBack;
        arriving = account.arriving(size);
    }

    @Override
    public void write(ByteBuffer bytes) throws Declined {
        int length = bytes.remaining();
        try {
            if (bytes.hasArray()) {
                arriving.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
                return;
            }
            if (piece.length < length) {
                piece = new byte[length];
            }
            bytes.get(piece, 0, length);
            arriving.write(piece, 0, length);
        } catch (IOException e) {
            throw failed();
        }
    }

    @Override
    public Object finish() throws Declined {
        try {
            StoredEmail email = arriving.finish();
            if (isReadBack) {
                account.account().blobs().hold(email.blob(), HOLD);
            }
            return email;
        } catch (IOException e) {
            throw failed();
        } finally {
            abandon();
        }
    }

    private static Declined failed() {
        return new Declined("SERVERBUG", "The message could not be kept");
    }

    @Override
    public void abandon() {
        Lease<Mailroom> held = lease;
        if (held != null) {
            lease = null;
            arriving.close();
            held.close();
        }
    }
}
