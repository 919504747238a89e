package org.mailbay.queue;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Shipment;

/**
 * When a letter is tried, told late, and given up.
 *
 * @param expiry after which it is given up
 * @param delayReport after which the sender hears that it is late; zero: never
 */
record Terms(Duration expiry, Duration delayReport, Backoff backoff) {
    private static final Duration LONGEST = Duration.ofDays(3_653);

    /**
     * When the first attempt may be (RFC 4865).
     *
     * @throws IllegalArgumentException for parameters that are none
     */
    static Instant first(Shipment shipment, Instant now) {
        Map<String, String> parameters = shipment.parameters();
        try {
            Instant first = now;
            if (parameters.containsKey("HOLDFOR")) {
                first = shipment.envelope().received().plusSeconds(Long.parseLong(parameters.get("HOLDFOR")));
            } else if (parameters.containsKey("HOLDUNTIL")) {
                first = Instant.parse(parameters.get("HOLDUNTIL"));
            }
            if (first.isAfter(now.plus(LONGEST))) {
                throw new IllegalArgumentException("held for more than ten years");
            }
            return first.isBefore(now) ? now : first;
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException("HOLDFOR or HOLDUNTIL", e);
        }
    }

    /**
     * When DELIVERBY wants it delivered (RFC 2852 §4.1.4); null when it says nothing in this mode.
     *
     * @param mode R: returned then, N: reported then
     * @throws IllegalArgumentException for a parameter that is none
     */
    private static @Nullable Instant by(Map<String, String> parameters, Instant received, char mode) {
        String by = parameters.getOrDefault("BY", "");
        int semicolon = by.indexOf(';');
        if (semicolon < 0 || semicolon + 1 == by.length() || Character.toUpperCase(by.charAt(semicolon + 1)) != mode) {
            return null;
        }
        long seconds = Long.parseLong(by.substring(0, semicolon));
        return received.plusSeconds(Math.clamp(seconds, -LONGEST.toSeconds(), LONGEST.toSeconds()));
    }

    /** @throws IllegalArgumentException for parameters that are none */
    static void check(Shipment shipment) {
        Instant received = shipment.envelope().received();
        by(shipment.parameters(), received, 'R');
        by(shipment.parameters(), received, 'N');
    }

    /** When it is given up. */
    Instant expires(Letter letter) {
        Instant end = letter.since().plus(expiry);
        Instant by = by(letter.parameters(), letter.received(), 'R');
        return by == null ? end : Target.earlier(by, end);
    }

    /** When its sender is to hear that it takes long; null for never. */
    private @Nullable Instant late(Letter letter) {
        Instant by = by(letter.parameters(), letter.received(), 'N');
        if (by != null) {
            return by;
        }
        return delayReport.isZero() ? null : letter.since().plus(delayReport);
    }

    /** Whether the sender is to hear now that it takes long: once. */
    boolean isLate(Letter letter, Item item, Instant now) {
        Instant late = late(letter);
        return !item.delayTold() && late != null && now.isAfter(late);
    }

    /** When what is left is tried again: not after the sender is to hear of it. */
    Instant next(Tried tried) {
        Instant now = tried.now();
        Instant next = now.plus(backoff.after(tried.item().attempts() + 1));
        Instant end = expires(tried.letter()).plusMillis(1);
        next = end.isAfter(now) ? Target.earlier(next, end) : next;
        Instant late = late(tried.letter());
        return late != null && late.isAfter(now) ? Target.earlier(next, late.plusMillis(1)) : next;
    }
}
