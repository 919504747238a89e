package org.mailbay.dns;

import java.time.Duration;
import java.util.List;

/**
 * What the domain name system said.
 *
 * @param name asked for: lower-case A-labels without final dot
 * @param authentic proved by DNSSEC, also when nothing was found
 * @param records only of the type asked for, in the order that they came
 * @param ttl for how long it may be remembered
 * @param reason for people when nothing was found, such as {@code SERVFAIL from 192.0.2.1}; otherwise empty
 */
public record Answer(
        String name,
        RecordType type,
        Status status,
        boolean authentic,
        List<DnsRecord> records,
        Duration ttl,
        String reason) {
    public Answer {
        records = List.copyOf(records);
        if ((status == Status.FOUND) == records.isEmpty()) {
            throw new IllegalArgumentException(status + " with " + records.size() + " records");
        }
    }

    /** The records of one kind. */
    public <R extends DnsRecord> List<R> records(Class<R> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether it is known that there is nothing: another question may have another answer only after {@link #ttl}. */
    public boolean isNothing() {
        return status == Status.NO_NAME || status == Status.NO_DATA;
    }

    /** What kind of answer. */
    public enum Status {
        FOUND,
        /** The name exists, without a record of this type. */
        NO_DATA,
        /** There is no such name (NXDOMAIN). */
        NO_NAME,
        /** No answer, or one of no use: try later. */
        FAILED,
        /** DNSSEC proves it false: try later, and do not believe it. */
        BOGUS,
        /** It cannot be a name. */
        MALFORMED
    }
}
