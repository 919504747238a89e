package org.mailbay.imap.session;

import java.util.Set;
import java.util.TreeSet;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Flags;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailboxRights;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;

/** The keywords that messages of a mailbox have: a client is told of each before it sees it on a message (RFC 9051 §7.3.5). */
public final class Keywords {
    private Keywords() {}

    /** Tells of all that there are, at SELECT. */
    public static void first(Turn turn, Selected selected, MailAccount mail, Objects emails) {
        selected.keywords(here(emails, selected.mailbox()), emails.state());
        tell(turn, selected, mail);
    }

    /** Tells when there are more than the client knows. */
    public static void more(Turn turn, Selected selected, MailAccount mail, Objects emails) {
        if (emails.state() != selected.keywordsAsOf()
                && selected.keywords(here(emails, selected.mailbox()), emails.state())) {
            tell(turn, selected, mail);
        }
    }

    /** Those that are no system flags. */
    private static Set<String> here(Objects emails, long mailbox) {
        Set<String> flags = new TreeSet<>();
        Ordinals here = emails.in(OfEmail.MAILBOXES, mailbox);
        for (String word : emails.words(OfEmail.KEYWORDS)) {
            String flag = Flags.flag(word);
            if (!flag.startsWith("\\") && here.countAnd(emails.with(OfEmail.KEYWORDS, word)) > 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private static void tell(Turn turn, Selected selected, MailAccount mail) {
        StringBuilder keywords = new StringBuilder();
        new TreeSet<>(selected.keywords()).forEach(flag -> keywords.append(' ').append(flag));
        Out out = turn.out();
        out.raw("* FLAGS (").raw(Flags.ALL).raw(keywords.toString()).raw(")").crlf();
        out.raw("* OK [PERMANENTFLAGS (");
        if (!selected.readOnly()) {
            MailboxRights rights = mail.rights(mail.account().snapshot(), selected.mailbox());
            out.raw(permanent(rights, keywords.toString()));
        }
        out.raw(")] Flags that last").crlf();
    }

    /** What the user may set here (RFC 4314 §4): with the right to write, any keyword. */
    private static String permanent(MailboxRights rights, String keywords) {
        StringBuilder flags = new StringBuilder();
        for (String flag : Flags.ALL.split(" ")) {
            char right = flag.equals("\\Seen") ? 's' : flag.equals("\\Deleted") ? 't' : 'w';
            if (rights.letters().indexOf(right) >= 0) {
                flags.append(flags.isEmpty() ? "" : " ").append(flag);
            }
        }
        return rights.letters().indexOf('w') >= 0 ? flags + keywords + " \\*" : flags.toString();
    }
}
