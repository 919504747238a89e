package org.mailbay.jmap.core.standard;

import java.util.Optional;
import org.mailbay.jmap.spi.Copyable;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.jmap.spi.Settable;

/** What can be done with a data type (RFC 8620 §5). */
public enum Verb {
    GET("get"),
    CHANGES("changes"),
    QUERY("query"),
    QUERY_CHANGES("queryChanges"),
    SET("set"),
    COPY("copy");

    private final String word;

    Verb(String word) {
        this.word = word;
    }

    /** The verb that a method's name ends with. */
    public static Optional<Verb> of(String word) {
        for (Verb verb : values()) {
            if (verb.word.equals(word)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    /** Whether {@code type} has this method. */
    public boolean isOf(DataType type) {
        return switch (this) {
            case GET -> type instanceof Gettable;
            case CHANGES -> type instanceof Gettable gettable && gettable.hasChanges();
            case QUERY, QUERY_CHANGES -> type instanceof Queryable;
            case SET -> type instanceof Settable;
            case COPY -> type instanceof Copyable;
        };
    }
}
