package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.View;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Snapshot;

/**
 * What a principal sees of an account without a JMAP request.
 *
 * @param accessVersion 0 in its own
 */
record RoomView(Principal principal, Account account, long accessVersion, boolean readOnly, Snapshot snapshot)
        implements View {
    @Override
    public boolean isOwn() {
        return accessVersion == 0;
    }

    @Override
    public Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException {
        return account.blobs().open(blob, from, length);
    }

    @Override
    public RoomView at(Snapshot other) {
        return new RoomView(principal, account, accessVersion, readOnly, other);
    }

    @Override
    public String resolve(String id) {
        return id;
    }
}
