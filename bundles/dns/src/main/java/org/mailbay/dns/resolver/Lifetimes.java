package org.mailbay.dns.resolver;

import java.time.Duration;

/**
 * How long answers are remembered, in seconds.
 *
 * @param least of whatever a server says, for what was found
 * @param most for what was found
 * @param mostNothing for what is known not to be (RFC 2308 §5)
 * @param failure for what is not known now (RFC 2308 §7), and what is disproved (RFC 4035 §4.7)
 */
record Lifetimes(long least, long most, long mostNothing, long failure) {
    /** Of records with this TTL. */
    Duration found(long ttl) {
        return Duration.ofSeconds(Math.clamp(ttl, least, most));
    }

    /** Of a denial with this TTL; below zero for one that does not say, which is not remembered (RFC 2308 §5). */
    Duration nothing(long ttl) {
        return ttl < 0 ? Duration.ZERO : Duration.ofSeconds(Math.clamp(ttl, Math.min(least, mostNothing), mostNothing));
    }

    Duration failed() {
        return Duration.ofSeconds(failure);
    }
}
