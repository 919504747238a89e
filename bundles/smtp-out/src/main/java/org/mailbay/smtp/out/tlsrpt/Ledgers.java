package org.mailbay.smtp.out.tlsrpt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailbay.smtp.out.tls.Published;
import org.mailbay.smtp.out.tlsrpt.Tally.Counts;
import org.mailbay.smtp.out.tlsrpt.Tally.Kind;
import org.mailbay.store.Annex;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** Counts in the room {@code tlsrpt}: a row for each day, domain and policy. */
final class Ledgers {
    private static final int MOST_CHANGES = 1_000;
    private static final int MOST_DOMAINS = 100_000;

    private final Swappable<Annex> annex;
    private final Duration wait;

    Ledgers(Swappable<Annex> annex, Duration wait) {
        this.annex = annex;
        this.wait = wait;
    }

    /** One domain's day. */
    record Due(LocalDate day, String domain) {
        private String prefix() {
            return day + "/" + domain + "/";
        }
    }

    /** Adds to what is written. */
    void add(Map<Kind, Counts> counted) throws IOException {
        try (Lease<Annex> lease = annex.acquire(wait)) {
            Room room = room(lease);
            List<Change> changes = new ArrayList<>();
            for (Map.Entry<Kind, Counts> entry : counted.entrySet()) {
                byte[] key = key(entry.getKey());
                Row row = new Row(entry.getKey().published(), entry.getValue());
                byte[] old = room.get(key);
                if (old != null) {
                    row.counts().add(Row.parse(old).counts());
                }
                changes.add(new Change(key, row.bytes()));
                if (changes.size() == MOST_CHANGES) {
                    room.commit(changes);
                    changes.clear();
                }
            }
            if (!changes.isEmpty()) {
                room.commit(changes);
            }
        }
    }

    /** Days of domains before {@code today}. */
    List<Due> due(LocalDate today) throws IOException {
        try (Lease<Annex> lease = annex.acquire(wait)) {
            List<Due> due = new ArrayList<>();
            room(lease).scan(new byte[] {0}, bytes(today + "/"), (key, value) -> {
                dueOf(key)
                        .filter(found -> due.isEmpty() || !due.getLast().equals(found))
                        .ifPresent(due::add);
                return due.size() < MOST_DOMAINS;
            });
            return due;
        }
    }

    private static Optional<Due> dueOf(byte[] key) {
        String[] parts = new String(key, StandardCharsets.UTF_8).split("/");
        return parts.length == 3 ? Optional.of(new Due(LocalDate.parse(parts[0]), parts[1])) : Optional.empty();
    }

    /** What was counted for a domain on a day. */
    List<Row> rows(Due due) throws IOException {
        try (Lease<Annex> lease = annex.acquire(wait)) {
            List<Row> rows = new ArrayList<>();
            room(lease).scan(bytes(due.prefix()), bytes(due.prefix() + "~"), (key, value) -> {
                rows.add(Row.parse(value));
                return rows.size() < MOST_CHANGES;
            });
            return rows;
        }
    }

    /** Forgets it. */
    void remove(Due due) throws IOException {
        try (Lease<Annex> lease = annex.acquire(wait)) {
            Room room = room(lease);
            List<Change> changes = new ArrayList<>();
            room.scan(bytes(due.prefix()), bytes(due.prefix() + "~"), (key, value) -> {
                changes.add(new Change(key, null));
                return changes.size() < MOST_CHANGES;
            });
            if (!changes.isEmpty()) {
                room.commit(changes);
            }
        }
    }

    private static Room room(Lease<Annex> lease) {
        return lease.service().room("tlsrpt");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] key(Kind kind) {
        Published published = kind.published();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(bytes(published.type() + published.lines() + published.mx()));
            return bytes(new Due(kind.day(), cut(published.domain())).prefix()
                    + HexFormat.of().formatHex(hash, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Longer names are none. */
    private static String cut(String domain) {
        return domain.length() > 160 ? domain.substring(0, 160) : domain;
    }
}
