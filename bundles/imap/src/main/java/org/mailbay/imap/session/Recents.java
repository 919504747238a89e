package org.mailbay.imap.session;

import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.imap.mailbox.View;
import org.mailbay.store.AccountId;

/**
 * Which session is the first to be told of a message (RFC 3501 §2.3.2, {@code \Recent}). Known while the server runs: what came before
 * nobody had looked is recent, but after a restart nothing is.
 */
public final class Recents {
    private record Place(AccountId account, long mailbox) {}

    /** The lowest UID that no session was told of. */
    private final ConcurrentHashMap<Place, Long> next = new ConcurrentHashMap<>();

    /**
     * The lowest UID that is recent for a session that now sees {@code view}.
     *
     * @param claims whether it is recent for nobody else from now on: not for EXAMINE
     */
    public long from(AccountId account, View view, boolean claims) {
        Place place = new Place(account, view.mailbox());
        long[] from = {view.uidNext()};
        next.compute(place, (_, known) -> {
            from[0] = known == null ? view.uidNext() : Math.min(known, view.uidNext());
            return known == null || claims ? Long.valueOf(Math.max(view.uidNext(), from[0])) : known;
        });
        return from[0];
    }
}
