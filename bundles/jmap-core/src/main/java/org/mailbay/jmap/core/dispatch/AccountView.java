package org.mailbay.jmap.core.dispatch;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.View;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Snapshot;

/**
 * An account at one snapshot.
 *
 * @param created what the request has created so far, live
 */
record AccountView(
        Principal principal,
        Account account,
        boolean readOnly,
        long accessVersion,
        Snapshot snapshot,
        Map<String, String> created,
        Blobs blobs)
        implements View {
    @Override
    public boolean isOwn() {
        return accessVersion == 0;
    }

    @Override
    public Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException {
        return blobs.open(this, blob, from, length);
    }

    @Override
    public AccountView at(Snapshot other) {
        return new AccountView(principal, account, readOnly, accessVersion, other, created, blobs);
    }

    @Override
    public String resolve(String id) {
        return id.startsWith("#") ? created.getOrDefault(id.substring(1), id) : id; // RFC 8620 §5.3
    }
}
