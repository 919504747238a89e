package org.mailbay.jmap.mail.room;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.Member;

/** Which right a flag takes (RFC 4314 §4), and where marks of membership stand. */
final class Flags {
    private Flags() {}

    static String right(String keyword) {
        return keyword.equals("$seen") ? "s" : "w";
    }

    static boolean may(MailboxRights rights, String keyword) {
        return rights.hasAll(right(keyword));
    }

    static boolean mayDelete(MailboxRights rights) {
        return rights.hasAll("t");
    }

    /** Those that may be set: who adds a message is not refused for the others (RFC 4314 §4). */
    static Set<String> allowed(Collection<String> keywords, MailboxRights rights) {
        Set<String> allowed = new HashSet<>(keywords);
        allowed.removeIf(keyword -> !may(rights, keyword));
        return allowed;
    }

    /** An email's membership of a mailbox; null when it is not in it. */
    static @Nullable Member in(List<Member> members, long mailbox) {
        for (Member member : members) {
            if (member.container() == mailbox) {
                return member;
            }
        }
        return null;
    }
}
