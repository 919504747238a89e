package org.mailbay.mime;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox as a header names it (RFC 8621 §4.1.2.3); it may be no deliverable address at all.
 *
 * @param name the display name, decoded, or a comment that stands for one; null when there is neither
 * @param email what stands for the addr-spec; never null, rarely nonsense
 */
public record EmailAddress(@Nullable String name, String email) {

    /** The address, if mail could be sent there. */
    public Optional<Address> address() {
        return Address.parse(email);
    }
}
