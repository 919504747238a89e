package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.time.Duration;
import org.mailbay.jmap.mail.ArrivingText;
import org.mailbay.mail.MailAccount.Arriving;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Message;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;

/** A message on its way into an account, written and parsed at once. */
final class ArrivingEmail implements Arriving {
    /** For the rare message whose text begins so late that its preview is read back. */
    private static final Duration HOLD = Duration.ofHours(1);

    private final Account account;
    private final BlobSink sink;
    private final ArrivingText text;

    ArrivingEmail(Account account, long sizeHint) throws IOException {
        this.account = account;
        sink = account.blobs().create(sizeHint);
        text = new ArrivingText(sizeHint);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        text.write(bytes, offset, length);
        sink.write(bytes, offset, length);
    }

    @Override
    public StoredEmail finish() throws IOException {
        Message message = text.message();
        BlobRef blob = sink.seal();
        String preview = text.preview((from, length) -> {
            account.blobs().hold(blob, HOLD);
            return account.blobs().open(blob, from, length);
        });
        return new StoredEmail(blob, preview, message);
    }

    @Override
    public void close() {
        sink.close();
    }
}
