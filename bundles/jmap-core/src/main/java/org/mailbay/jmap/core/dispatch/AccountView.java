package org.mailbay.jmap.core.dispatch;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
 * @param using what the request has opted in to; null outside a request
 */
record AccountView(
        Principal principal,
        Account account,
        boolean readOnly,
        long accessVersion,
        Snapshot snapshot,
        Map<String, String> created,
        @Nullable Set<String> using,
        Blobs blobs)
        implements View {
    @Override
    public boolean isOwn() {
        return accessVersion == 0;
    }

    @Override
    public boolean uses(String capability) {
        return using == null || using.contains(capability);
    }

    @Override
    public Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException {
        return blobs.open(this, blob, from, length);
    }

    @Override
    public AccountView at(Snapshot other) {
        return new AccountView(principal, account, readOnly, accessVersion, other, created, using, blobs);
    }

    @Override
    public String resolve(String id) {
        return id.startsWith("#") ? created.getOrDefault(id.substring(1), id) : id; // RFC 8620 §5.3
    }
}
