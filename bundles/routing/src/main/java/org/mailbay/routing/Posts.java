package org.mailbay.routing;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Recipient;
import org.mailbay.mime.Address;

/** Who may send to a group or list. By the reverse-path, which anybody can claim: it keeps noise out, and loops, but no liar. */
final class Posts {
    private Posts() {}

    /** Why a sender may not; empty when it may. */
    static String denied(Rule rule, String sender, Book book, Directory directory, Settings settings) {
        if (rule.kind() == Kind.LIST && sender.isEmpty()) {
            return "Bounces are not distributed to " + rule.name();
        }
        Address from = Address.parse(sender).orElse(null);
        if (rule.kind() == Kind.LIST && isOwnBounce(from, rule)) {
            return "What " + rule.name() + " sent has come back to it";
        }
        boolean may = switch (rule.posting()) {
            case ANYONE -> true;
            case LOCAL -> from != null && !(directory.recipient(sender) instanceof Recipient.Elsewhere);
            case MEMBERS ->
                isAmong(from, book.members(rule), settings) || isAmong(from, Set.copyOf(rule.to()), settings);
            case OWNERS -> isAmong(from, Set.copyOf(rule.to()), settings);
        };
        return may
                ? ""
                : "Only "
                        + switch (rule.posting()) {
                            case ANYONE -> "nobody";
                            case LOCAL -> "senders of this server";
                            case MEMBERS -> "members";
                            case OWNERS -> "owners";
                        }
                        + " may send to " + rule.name();
    }

    private static boolean isOwnBounce(@Nullable Address from, Rule list) {
        return from != null && Bounces.listOf(from).equals(Optional.of(list.name()));
    }

    private static boolean isAmong(@Nullable Address from, Set<String> addresses, Settings settings) {
        return from != null
                && (addresses.contains(Names.key(from))
                        || Names.base(from, settings.separators())
                                .map(Names::key)
                                .filter(addresses::contains)
                                .isPresent());
    }
}
