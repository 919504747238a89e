package org.mailbay.mime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of mailboxes (RFC 8621 §4.1.2.4).
 *
 * @param name the group's name, decoded; null for mailboxes that are in no group
 * @param addresses its members in order
 */
public record AddressGroup(@Nullable String name, List<EmailAddress> addresses) {
    public AddressGroup {
        addresses = List.copyOf(addresses);
    }
}
