package org.mailbay.jmap.core.dispatch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable.Lease;

/**
 * Which blobs a principal may read in an account.
 *
 * <p>In its own: all that the account keeps. In another's: those that an object it can see refers to, and what it has uploaded itself,
 * which its own account keeps.
 */
record Blobs(Store store, Models models) {
    /** Objects of one account that refer to one blob and are looked at. */
    private static final int MAX_OBJECTS = 1_000;

    Optional<BlobInput> open(View view, BlobRef blob, long from, long length) throws IOException {
        if (view.isOwn() || isSeen(view, blob)) {
            return view.account().blobs().open(blob, from, length);
        }
        Optional<Account> own = store.account(view.principal().account())
                .filter(account -> account.tenant().equals(view.account().tenant()));
        return own.isEmpty() ? Optional.empty() : own.get().blobs().open(blob, from, length);
    }

    private boolean isSeen(View view, BlobRef blob) throws IOException {
        List<ObjectId> objects = view.account().blobs().objects(blob, MAX_OBJECTS);
        if (objects.isEmpty()) {
            return false;
        }
        for (String name : models.types()) {
            try (Lease<DataType> type = models.type(name)) {
                if (type != null
                        && type.service().isShared()
                        && objects.stream()
                                .filter(id ->
                                        id.letter() == type.service().type().letter())
                                .anyMatch(id -> type.service().exists(view, id))) {
                    return true;
                }
            }
        }
        return false;
    }
}
