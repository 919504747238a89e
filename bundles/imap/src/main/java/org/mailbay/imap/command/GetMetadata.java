package org.mailbay.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.command.Noted.Value;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Annotations;

/** GETMETADATA (RFC 5464 §4.2). */
final class GetMetadata implements Command {
    private static final long ANY_SIZE = Long.MAX_VALUE;

    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    /** How far below a name is looked: RFC 5464 §4.2.2. */
    private enum Depth {
        NOTHING,
        ONE,
        INFINITY
    }

    private record Options(long maxSize, Depth depth) {
        static final Options NONE = new Options(ANY_SIZE, Depth.NOTHING);

        /** Behind the opening parenthesis. */
        static Options read(Input input) throws Malformed {
            Options options = NONE;
            do {
                if (input.skipWord("MAXSIZE")) {
                    input.space();
                    options = new Options(input.number(), options.depth);
                } else if (input.skipWord("DEPTH")) {
                    input.space();
                    options = new Options(options.maxSize, depth(input.word()));
                } else {
                    throw new Malformed("unknown option of GETMETADATA");
                }
            } while (input.skip(' '));
            input.expect(')');
            return options;
        }

        private static Depth depth(String word) throws Malformed {
            return switch (word) {
                case "0" -> Depth.NOTHING;
                case "1" -> Depth.ONE;
                case "INFINITY" -> Depth.INFINITY;
                default -> throw new Malformed("0, 1 or infinity expected");
            };
        }
    }

    private record Asked(String mailbox, Options options, List<String> entries) {
        /** The options stand before the mailbox by the grammar, and behind it in all examples: RFC 5464 §5, §4.2.1. */
        static Asked read(Input input) throws Malformed {
            input.space();
            Options options = Options.NONE;
            boolean hasOptions = input.skip('(');
            if (hasOptions) {
                options = Options.read(input);
                input.space();
            }
            String mailbox = Metadata.mailbox(input);
            input.space();
            List<String> entries = new ArrayList<>();
            if (!hasOptions && input.isNext('(') && !isEntries(input)) {
                input.expect('(');
                options = Options.read(input);
                input.space();
            }
            do {
                entries.addAll(EntryName.readAll(input)); // RFC 5464 §4.4.1 asks for several without parentheses
            } while (entries.size() < 1_000 && input.skip(' '));
            input.end();
            return new Asked(mailbox, options, entries);
        }

        /** Whether entries stand in the parentheses, and no options. */
        private static boolean isEntries(Input input) {
            char first = input.peekBehind();
            return first == '/' || first == '"' || first == 0;
        }
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        Asked asked = Asked.read(turn.input());
        Noted noted;
        if (asked.mailbox.isEmpty()) {
            noted = Noted.ofServer(turn);
        } else {
            Place place = turn.find(asked.mailbox);
            if (!Annotations.mayUse(place.account().rights(place.space().snapshot(), place.number()))) {
                throw new Refused("NOPERM", "You may not read what is noted of this mailbox");
            }
            noted = Noted.ofMailbox(turn, place);
        }
        Map<String, @Nullable Value> wanted = wanted(noted, asked);
        long longest = 0;
        for (Value value : wanted.values()) {
            longest = Math.max(longest, value != null && value.size() > asked.options.maxSize ? value.size() : 0);
        }
        wanted.values().removeIf(value -> value != null && value.size() > asked.options.maxSize);
        noted.write(turn.out(), asked.mailbox, wanted);
        return longest > 0
                ? Done.ok(
                        "METADATA LONGENTRIES " + longest,
                        "GETMETADATA completed, but for long ones") // RFC 5464 §4.2.1
                : Done.ok("GETMETADATA completed");
    }

    private static Map<String, @Nullable Value> wanted(Noted noted, Asked asked) {
        Map<String, @Nullable Value> wanted = new LinkedHashMap<>();
        for (String name : asked.entries) {
            Value value = noted.value(name);
            if (value != null || asked.options.depth == Depth.NOTHING) {
                wanted.put(name, value);
            }
            if (asked.options.depth != Depth.NOTHING) {
                noted.below(name, asked.options.depth == Depth.INFINITY).forEach(some -> wanted.put(some.name(), some));
            }
        }
        return wanted;
    }
}
