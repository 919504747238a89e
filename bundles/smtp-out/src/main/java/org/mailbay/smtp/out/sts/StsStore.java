package org.mailbay.smtp.out.sts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailbay.store.Annex;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** Policies that were fetched: one row a domain. */
final class StsStore {
    private static final String PREFIX = "sts/";
    private static final int MOST_SWEPT = 1_000;

    private final Swappable<Annex> annex;
    private final Duration wait;

    StsStore(Swappable<Annex> annex, Duration wait) {
        this.annex = annex;
        this.wait = wait;
    }

    /**
     * A policy as it was fetched.
     *
     * @param id of the record that announced it
     * @param text as it came
     */
    record Kept(Instant fetched, String id, StsPolicy policy, String text) {
        boolean isExpired(Instant now) {
            return now.isAfter(fetched.plus(policy.maxAge()));
        }
    }

    Optional<Kept> get(String domain) throws IOException {
        try (Lease<Annex> lease = annex.acquire(wait)) {
            byte[] value = room(lease).get(key(domain));
            return value == null ? Optional.empty() : parse(new String(value, StandardCharsets.UTF_8));
        }
    }

    void put(String domain, Kept kept) throws IOException {
        String value = kept.fetched().toEpochMilli() + " " + kept.id() + "\n" + kept.text();
        try (Lease<Annex> lease = annex.acquire(wait)) {
            room(lease).commit(List.of(new Change(key(domain), value.getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** Removes what has expired. */
    void sweep(Instant now) throws IOException {
        try (Lease<Annex> lease = annex.acquire(wait)) {
            List<Change> old = new ArrayList<>();
            Room room = room(lease);
            room.scan(key(""), key("\uFFFF"), (key, value) -> {
                if (parse(new String(value, StandardCharsets.UTF_8))
                        .map(kept -> kept.isExpired(now))
                        .orElse(true)) {
                    old.add(new Change(key, null));
                }
                return old.size() < MOST_SWEPT;
            });
            if (!old.isEmpty()) {
                room.commit(old);
            }
        }
    }

    private static Room room(Lease<Annex> lease) {
        return lease.service().room("smtp-out");
    }

    private static Optional<Kept> parse(String value) {
        int end = value.indexOf('\n');
        int space = value.indexOf(' ');
        if (space <= 0 || end < space) {
            return Optional.empty();
        }
        String text = value.substring(end + 1);
        Instant fetched = Instant.ofEpochMilli(Long.parseLong(value.substring(0, space)));
        return StsPolicy.parse(text).map(policy -> new Kept(fetched, value.substring(space + 1, end), policy, text));
    }

    private static byte[] key(String domain) {
        return (PREFIX + domain).getBytes(StandardCharsets.UTF_8);
    }
}
