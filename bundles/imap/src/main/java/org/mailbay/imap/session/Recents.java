package org.mailbay.imap.session;

import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.imap.mailbox.View;
import org.mailbay.store.AccountId;

/**
 * Which session is the first to be told of a message (RFC 3501 §2.3.2, {@code \Recent}). Known while the server runs: what nobody was told
 * of since is recent, as the RFC wants where that cannot be known.
 */
public final class Recents {
    private record Place(AccountId account, long mailbox) {}

    /** The lowest UID that no session was told of. */
    private final ConcurrentHashMap<Place, Long> next = new ConcurrentHashMap<>();

    /**
     * UIDs that are recent in one session.
     *
     * @param to behind the last
     */
    public record Range(long from, long to) {
        boolean has(long uid) {
            return uid >= from && uid < to;
        }
    }

    /**
     * The UIDs that are recent for a session that now sees {@code view}.
     *
     * @param claims whether they are recent for nobody else from now on: not for EXAMINE
     */
    public Range claim(AccountId account, View view, boolean claims) {
        Place place = new Place(account, view.mailbox());
        long[] from = {1};
        next.compute(place, (_, known) -> {
            from[0] = known == null ? 1 : known;
            return claims ? Long.valueOf(Math.max(view.uidNext(), from[0])) : known;
        });
        return new Range(from[0], Math.max(from[0], view.uidNext()));
    }

    /** The lowest UID that would be recent for a session that looked now. */
    public long from(AccountId account, long mailbox) {
        return next.getOrDefault(new Place(account, mailbox), 1L);
    }
}
