package org.mailbay.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** CAPABILITY (RFC 9051 §6.1.1): what this server can, now. */
final class Capability implements Command {
    /** What there is before log-in and after it. */
    private static final List<String> ALWAYS = List.of("IMAP4rev2", "IMAP4rev1", "LITERAL+", "SASL-IR", "ENABLE", "ID");

    /** What there is after log-in. */
    private static final List<String> LOGGED_IN = List.of(
            "IDLE",
            "UIDPLUS",
            "MOVE",
            "SPECIAL-USE",
            "UNSELECT",
            "NAMESPACE",
            "CHILDREN",
            "CONDSTORE",
            "QRESYNC",
            "UTF8=ACCEPT",
            "LIST-EXTENDED",
            "LIST-STATUS",
            "LIST-MYRIGHTS",
            "ACL",
            "RIGHTS=kxte",
            "QUOTA",
            "NOTIFY",
            "METADATA",
            "LIST-METADATA",
            "UIDONLY",
            "QUOTA=RES-STORAGE",
            "CREATE-SPECIAL-USE",
            "MULTIAPPEND",
            "CATENATE",
            "REPLACE",
            "STATUS=SIZE",
            "OBJECTID",
            "PREVIEW",
            "BINARY",
            "UNAUTHENTICATE",
            "SEARCHRES",
            "ESEARCH",
            "WITHIN",
            "SORT",
            "SORT=DISPLAY",
            "ESORT",
            "PARTIAL",
            "CONTEXT=SEARCH",
            "CONTEXT=SORT",
            "THREAD=ORDEREDSUBJECT",
            "THREAD=REFERENCES",
            "THREAD=REFS",
            "MULTISEARCH",
            "SEARCH=FUZZY",
            "I18NLEVEL=1",
            "SAVEDATE",
            "UIDBATCHES",
            "INPROGRESS");

    /** In one line, for the greeting and for response codes too. */
    static String line(Client client) {
        List<String> words = new ArrayList<>(ALWAYS);
        if (client.state() == State.NOT_AUTHENTICATED) {
            if (client.connection().canStartTls()) {
                words.add("STARTTLS");
            }
            var mechanisms = client.offer().mechanisms();
            mechanisms.forEach(mechanism -> words.add("AUTH=" + mechanism.wireName()));
            if (mechanisms.isEmpty()) {
                words.add("LOGINDISABLED"); // RFC 9051 §6.2.3
            }
        } else {
            words.addAll(LOGGED_IN);
            words.addAll(more(client));
        }
        return String.join(" ", words);
    }

    private static List<String> more(Client client) {
        List<String> words = new ArrayList<>();
        if (!client.connection().isCompressed()) {
            words.add("COMPRESS=DEFLATE"); // RFC 4978 §3
        }
        int most = client.services().limits().messages();
        if (most > 0) {
            words.add("MESSAGELIMIT=" + most); // RFC 9738 §3
        }
        words.add("APPENDLIMIT=" + client.services().limits().maxMessageBytes()); // RFC 7889 §2
        if (!client.services().about().jmapUrl().isEmpty()) {
            words.add("JMAPACCESS"); // RFC 9698 §3: passwords and tokens are those of JMAP
        }
        return words;
    }

    @Override
    public Set<State> states() {
        return ANY;
    }

    @Override
    public Done run(Turn turn) throws Malformed {
        turn.input().end();
        turn.out().raw("* CAPABILITY ").raw(line(turn.client())).crlf();
        return Done.ok("CAPABILITY completed");
    }
}
