package org.mailbay.jmap.spi;

/**
 * A property of a data type.
 *
 * @param name as in JSON
 * @param byDefault whether {@code /get} returns it when the client names no properties
 */
public record Property(String name, Kind kind, boolean byDefault) {
    /** A property that {@code /get} returns unless told otherwise. */
    public static Property of(String name, Kind kind) {
        return new Property(name, kind, true);
    }

    /** Who may set it, and when (RFC 8620 §5.3). */
    public enum Kind {
        /** The client, at any time. */
        MUTABLE,
        /** The client, on creation. */
        IMMUTABLE,
        /** The server alone. */
        SERVER_SET
    }
}
