package org.mailbay.imap.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/**
 * What LIST is asked for (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154, RFC 8440, RFC 9590).
 *
 * @param selection which mailboxes: SUBSCRIBED, REMOTE, RECURSIVEMATCH, SPECIAL-USE
 * @param returned what to tell of each: SUBSCRIBED, CHILDREN, SPECIAL-USE, MYRIGHTS
 * @param status null when that is not asked for
 * @param metadata entries to tell of each (RFC 9590)
 * @param isExtended whether any of this was said, or several patterns
 */
record ListOptions(
        Set<String> selection,
        List<Pattern> patterns,
        Set<String> returned,
        @Nullable StatusItems status,
        List<String> metadata,
        boolean isExtended) {
    private static final int MOST_PATTERNS = 100;
    private static final Set<String> SELECTION = Set.of("SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE");
    private static final Set<String> RETURNED = Set.of("SUBSCRIBED", "CHILDREN", "SPECIAL-USE", "MYRIGHTS");

    static ListOptions read(Input input) throws Malformed {
        input.space();
        Set<String> selection = new HashSet<>();
        boolean isExtended = input.skip('(');
        if (isExtended) {
            while (!input.isNext(')')) {
                selection.add(known(input.word(), SELECTION));
                input.skip(' ');
            }
            input.expect(')');
            input.space();
            if (selection.contains("RECURSIVEMATCH")
                    && !selection.contains("SUBSCRIBED")
                    && !selection.contains("SPECIAL-USE")) {
                throw new Malformed("RECURSIVEMATCH of nothing"); // RFC 5258 §3
            }
        }
        String reference = input.mailbox();
        input.space();
        List<Pattern> patterns = new ArrayList<>();
        if (input.skip('(')) {
            isExtended = true;
            do {
                patterns.add(Pattern.of(reference, input.listMailbox()));
                if (patterns.size() > MOST_PATTERNS) {
                    throw new Malformed("more than " + MOST_PATTERNS + " patterns");
                }
            } while (input.skip(' '));
            input.expect(')');
        } else {
            String pattern = input.listMailbox();
            if (!pattern.isEmpty()) { // RFC 9051 §6.3.9: an empty one asks for the separator
                patterns.add(Pattern.of(reference, pattern));
            }
        }
        Set<String> returned = new HashSet<>();
        StatusItems status = null;
        List<String> metadata = List.of();
        if (input.skip(' ')) {
            isExtended = true;
            if (!input.skipWord("RETURN")) {
                throw new Malformed("RETURN expected");
            }
            input.space();
            input.expect('(');
            while (!input.isNext(')')) {
                if (input.skipWord("STATUS")) {
                    input.space();
                    status = StatusItems.read(input);
                } else if (input.skipWord("METADATA")) {
                    input.space();
                    if (!input.isNext('(')) {
                        throw new Malformed("entries expected"); // RFC 9590 §6
                    }
                    metadata = EntryName.readAll(input);
                } else {
                    returned.add(known(input.word(), RETURNED));
                }
                input.skip(' ');
            }
            input.expect(')');
        }
        input.end();
        if (selection.contains("SUBSCRIBED")) {
            returned.add("SUBSCRIBED"); // RFC 5258 §3.1
        }
        return new ListOptions(selection, patterns, returned, status, metadata, isExtended);
    }

    private static String known(String word, Set<String> words) throws Malformed {
        if (!words.contains(word)) {
            throw new Malformed("unknown option of LIST");
        }
        return word;
    }

    boolean selects(String word) {
        return selection.contains(word);
    }

    boolean returns(String word) {
        return returned.contains(word);
    }

    boolean matches(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }
}
