package org.mailbay.jmap.spi;

import java.io.IOException;
import java.util.Set;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.osgi.annotation.versioning.ConsumerType;
import tools.jackson.databind.node.ObjectNode;

/** A data type with {@code /set} (RFC 8620 §5.3). */
@ConsumerType
public interface Settable extends Gettable {
    /** Names of the arguments beyond the standard ones, such as {@code onDestroyRemoveEmails}. */
    default Set<String> setArguments() {
        return Set.of();
    }

    /** Whether there is exactly one object, which can only be updated (RFC 8620 §5.3, {@code singleton}). */
    default boolean singleton() {
        return false;
    }

    /** The properties that each user has for itself: they can be set in an account, too, that may only be read. */
    default Set<String> personalProperties() {
        return Set.of();
    }

    /**
     * Prepares a {@code /set}.
     *
     * @param arguments those of {@link #setArguments} that the client gave
     */
    Changer set(View view, ObjectNode arguments) throws MethodError, IOException;
}
