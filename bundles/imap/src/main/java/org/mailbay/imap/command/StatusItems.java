package org.mailbay.imap.command;

import java.util.LinkedHashSet;
import java.util.Set;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Client;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Snapshot;

/** What STATUS tells of a mailbox (RFC 9051 §6.3.11, RFC 7162 §3.1.7, RFC 8438, RFC 8474 §4.3, RFC 7889 §4, RFC 9208 §4.1.4). */
record StatusItems(Set<String> words) {
    private static final Set<String> KNOWN = Set.of(
            "MESSAGES",
            "RECENT",
            "UIDNEXT",
            "UIDVALIDITY",
            "UNSEEN",
            "DELETED",
            "DELETED-STORAGE",
            "SIZE",
            "HIGHESTMODSEQ",
            "MAILBOXID",
            "APPENDLIMIT");

    /** Reads a list in parentheses. */
    static StatusItems read(Input input) throws Malformed {
        Set<String> words = new LinkedHashSet<>();
        input.expect('(');
        do {
            String word = input.word();
            if (!KNOWN.contains(word)) {
                throw new Malformed("unknown item of STATUS");
            }
            words.add(word);
        } while (input.skip(' '));
        input.expect(')');
        return new StatusItems(words);
    }

    boolean has(String word) {
        return words.contains(word);
    }

    /** Writes the untagged response. */
    void write(Client client, Out out, String name, Place place) {
        out.raw("* STATUS ").mailbox(name).raw(" (");
        String between = "";
        for (String word : words) {
            out.raw(between).raw(word).space();
            between = " ";
            value(client, out, word, place);
        }
        out.raw(")").crlf();
    }

    private static void value(Client client, Out out, String word, Place place) {
        Snapshot snapshot = place.space().snapshot();
        Objects emails = snapshot.objects(Mail.EMAIL);
        Ordinals here = emails.in(OfEmail.MAILBOXES, place.number());
        switch (word) {
            case "MESSAGES" -> out.number(here.size());
            case "RECENT" -> out.number(recent(client, emails, here, place));
            case "UIDNEXT" -> out.number(snapshot.uidNext(place.number()));
            case "UIDVALIDITY" -> out.number(place.number());
            case "UNSEEN" -> out.number(here.size() - here.countAnd(emails.with(OfEmail.KEYWORDS, "$seen")));
            case "DELETED" -> out.number(deleted(emails, here, place.number()).size());
            case "DELETED-STORAGE" -> out.number(size(emails, deleted(emails, here, place.number())));
            case "SIZE" -> out.number(size(emails, here));
            case "HIGHESTMODSEQ" -> out.number(Math.max(1, emails.state()));
            case "MAILBOXID" ->
                out.raw("(").raw(Mail.MAILBOX.id(place.number()).toString()).raw(")");
            case "APPENDLIMIT" -> out.number(client.services().limits().maxMessageBytes());
            default -> throw new IllegalStateException(word);
        }
    }

    /** Those that a session would be the first to be told of. */
    private static int recent(Client client, Objects emails, Ordinals here, Place place) {
        long from = client.services().recents().from(place.account().account().id(), place.number());
        return from == 1
                ? here.size()
                : here.filter(ordinal -> emails.uid(OfEmail.MAILBOXES, ordinal, place.number()) >= from)
                        .size();
    }

    private static Ordinals deleted(Objects emails, Ordinals here, long mailbox) {
        return here.filter(ordinal -> emails.deleted(OfEmail.MAILBOXES, ordinal, mailbox));
    }

    private static long size(Objects emails, Ordinals some) {
        long[] sum = {0};
        some.forEach(ordinal -> sum[0] += emails.get(OfEmail.SIZE, ordinal));
        return sum[0];
    }
}
