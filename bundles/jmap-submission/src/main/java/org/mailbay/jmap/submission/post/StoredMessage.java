package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Header;
import org.mailbay.mime.Limits;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;

/**
 * A message of the account.
 *
 * @param header all of it, within bounds
 */
public record StoredMessage(Account account, StoredEmail email, Header header) {
    /** Null when it is gone. */
    public static @Nullable StoredMessage read(Account account, ObjectId id) throws IOException {
        byte[] bytes = account.bytes(id);
        if (bytes == null) {
            return null;
        }
        StoredEmail email = StoredEmail.fromBytes(bytes);
        long size = Math.min(email.message().root().bodyStart(), Limits.DEFAULT.headerBytes());
        byte[] header = read(account, email, 0, size);
        return header == null ? null : new StoredMessage(account, email, Header.parse(header, 0, Limits.DEFAULT));
    }

    /** Writes the message, with line ends of CRLF, without what only its sender may see; its beginning when it is longer than {@code most}. */
    public void copy(int most, Letter.Sink out) throws IOException {
        int[] left = {most};
        new StoredText(account, email.blob(), email.message().root().bodyStart(), "", Set.of())
                .writeTo((bytes, offset, length) -> {
                    int now = Math.min(left[0], length);
                    left[0] -= now;
                    out.write(bytes, offset, now);
                });
    }

    private static byte @Nullable [] read(Account account, StoredEmail email, long from, long length)
            throws IOException {
        try (BlobInput input = account.blobs().open(email.blob(), from, length).orElse(null)) {
            return input == null ? null : input.content().readAllBytes();
        }
    }
}
