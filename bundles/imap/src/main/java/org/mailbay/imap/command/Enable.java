package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.search.LiveSearch;
import org.mailbay.imap.session.Feature;
import org.mailbay.imap.session.Selected;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;

/** ENABLE (RFC 5161). */
final class Enable implements Command {
    @Override
    public Set<State> states() {
        // RFC 9051 §6.3.1; RFC 5161 §3.1 has it without a mailbox only, which QRESYNC takes back
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, IOException {
        Input input = turn.input();
        List<String> asked = new ArrayList<>();
        do {
            input.space();
            asked.add(input.atom());
        } while (input.isNext(' '));
        input.end();
        Set<Feature> enabled = turn.client().enabled();
        if (!enabled.contains(Feature.METADATA) && asked.stream().anyMatch(Feature.METADATA.word()::equalsIgnoreCase)) {
            turn.client().annotations().begin(turn);
        }
        turn.out().raw("* ENABLED");
        boolean had = enabled.contains(Feature.CONDSTORE);
        for (String word : asked) {
            for (Feature feature : Feature.values()) {
                if (feature.word().equalsIgnoreCase(word) && enabled.add(feature)) {
                    turn.out().space().raw(feature.word());
                }
            }
        }
        if (enabled.contains(Feature.QRESYNC)) {
            enabled.add(Feature.CONDSTORE); // RFC 7162 §3.2.3
        }
        turn.out().crlf();
        if (enabled.contains(Feature.UIDONLY)) {
            endNumbers(turn);
        }
        if (enabled.contains(Feature.CONDSTORE) && !had) {
            turn.tellHighest();
        }
        turn.out().utf8(turn.client().isUtf8());
        return Done.ok("ENABLE completed");
    }

    /** Searches that tell their changes by sequence number end (RFC 9586 §3, RFC 5267 §4.3). */
    private static void endNumbers(Turn turn) {
        Selected selected = turn.client().selected();
        if (selected != null) {
            selected.live().removeIf(search -> {
                if (!search.isUid()) {
                    LiveSearch.end(turn.out(), search.tag());
                }
                return !search.isUid();
            });
        }
    }
}
