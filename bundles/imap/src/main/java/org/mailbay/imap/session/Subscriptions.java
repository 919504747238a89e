package org.mailbay.imap.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.store.Annex;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;
import org.mailbay.swap.Swappable.Lease;

/**
 * Names that a user is subscribed to and that have no mailbox any more: the server takes none off by itself (RFC 9051 §6.3.7).
 *
 * <p>To a mailbox that there is, the mailbox itself says who is subscribed. In the room {@code imap-subscriptions}: the account, a hash of
 * the name; the name.
 */
public final class Subscriptions {
    /** Names of one user. */
    private static final int MOST = 1_000;

    private static final int KEY = 8 + 32;

    private final Services services;
    private final Principal principal;

    public Subscriptions(Services services, Principal principal) {
        this.services = services;
        this.principal = principal;
    }

    private interface Work<T> {
        T in(Room room) throws IOException;
    }

    private <T> T with(Work<T> work) throws IOException {
        try (Lease<Annex> annex = services.annex().acquire(services.limits().patience())) {
            return work.in(annex.service().room("imap-subscriptions"));
        }
    }

    private byte[] key(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(KEY)
                    .putLong(principal.account().number())
                    .put(hash)
                    .array();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All of them, in no order. */
    public List<String> gone() throws IOException {
        long account = principal.account().number();
        byte[] from = ByteBuffer.allocate(8).putLong(account).array();
        byte[] to = ByteBuffer.allocate(8).putLong(account + 1).array();
        List<String> names = new ArrayList<>();
        with(room -> {
            room.scan(from, to, (_, value) -> names.add(new String(value, StandardCharsets.UTF_8)));
            return names;
        });
        return names;
    }

    /** A mailbox that the user is subscribed to is deleted. */
    public void keep(String name) throws IOException {
        if (gone().size() < MOST) {
            commit(name, name.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * The user is no longer subscribed to a name without a mailbox, or there is a mailbox again.
     *
     * @return whether there was such
     */
    public boolean drop(String name) throws IOException {
        byte @Nullable [] known = with(room -> room.get(key(name)));
        if (known == null) {
            return false;
        }
        commit(name, null);
        return true;
    }

    private void commit(String name, byte @Nullable [] value) throws IOException {
        with(room -> {
            room.commit(List.of(new Change(key(name), value)));
            return name;
        });
    }
}
