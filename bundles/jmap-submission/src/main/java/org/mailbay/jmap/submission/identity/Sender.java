package org.mailbay.jmap.submission.identity;

import java.io.IOException;
import org.mailbay.jmap.submission.StoredJson;
import org.mailbay.jmap.submission.Types;
import org.mailbay.jmap.submission.Types.OfIdentity;
import org.mailbay.store.Account;
import org.mailbay.store.Objects;

/** How a user is called in messages that the server sends for them. */
public final class Sender {
    private Sender() {}

    /** The name of the first identity of {@code address}; empty when there is none. */
    public static String nameOf(Account account, String address) throws IOException {
        Objects identities = account.snapshot().objects(Types.IDENTITY);
        for (int ordinal : identities.all().toArray()) {
            if (identities.get(OfIdentity.EMAIL, ordinal).equalsIgnoreCase(address)) {
                byte[] bytes = account.bytes(identities.id(ordinal));
                return bytes == null ? "" : StoredJson.read(bytes).path("name").asString("");
            }
        }
        return "";
    }
}
