package org.mailbay.imap.search;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Flags;
import org.mailbay.imap.search.SearchKey.And;
import org.mailbay.imap.search.SearchKey.Beyond;
import org.mailbay.imap.search.SearchKey.Dated;
import org.mailbay.imap.search.SearchKey.Day;
import org.mailbay.imap.search.SearchKey.Deleted;
import org.mailbay.imap.search.SearchKey.Field;
import org.mailbay.imap.search.SearchKey.Identified;
import org.mailbay.imap.search.SearchKey.Keyword;
import org.mailbay.imap.search.SearchKey.ModSeq;
import org.mailbay.imap.search.SearchKey.Not;
import org.mailbay.imap.search.SearchKey.Numbers;
import org.mailbay.imap.search.SearchKey.Or;
import org.mailbay.imap.search.SearchKey.Recent;
import org.mailbay.imap.search.SearchKey.Relation;
import org.mailbay.imap.search.SearchKey.SaveDateSupported;
import org.mailbay.imap.search.SearchKey.Size;
import org.mailbay.imap.search.SearchKey.Text;
import org.mailbay.imap.search.SearchKey.Within;
import org.mailbay.mime.Charsets;

/** Reads search keys. One command, one thread. */
final class KeyReader {
    /** Parentheses within parentheses. */
    private static final int MAX_DEPTH = 32;

    /** Keys in all, those within others too: nothing that follows recurs deeper. */
    private static final int MAX_KEYS = 1_000;

    /** Keys that look for a text. */
    private static final int MAX_TEXTS = 200;

    private static final String BAD_CHARSET = "BADCHARSET (US-ASCII UTF-8)";

    private static final SearchKey SEEN = new Keyword("$seen");

    private final Input in;
    private Charset charset = StandardCharsets.UTF_8; // RFC 9051 §6.4.4
    private int depth;
    private int keys;
    private int texts;
    private boolean hasModSeq;
    private boolean isFuzzy;

    KeyReader(Input in) {
        this.in = in;
    }

    /** In what charset strings are. */
    void charset(String label) throws SearchRefused {
        // US-ASCII is a part of UTF-8; names such as latin1 mean what browsers make of them.
        String name = label.toUpperCase(Locale.ROOT);
        charset = name.equals("US-ASCII") || name.equals("ASCII")
                ? StandardCharsets.UTF_8
                : Charsets.forLabel(label)
                        .orElseThrow(() -> new SearchRefused(BAD_CHARSET, "unknown charset")); // RFC 9051 §7.1
    }

    /** All keys to the end of the command. */
    SearchProgram program(@Nullable SearchOptions options) throws Malformed, SearchRefused {
        SearchKey key = list(false);
        in.end();
        if (options != null && options.has(SearchOptions.Option.RELEVANCY) && !isFuzzy) {
            throw new Malformed("RELEVANCY without a FUZZY key"); // RFC 6203 §4
        }
        return new SearchProgram(options, key, hasModSeq, isFuzzy);
    }

    private SearchKey list(boolean fuzzy) throws Malformed, SearchRefused {
        List<SearchKey> all = new ArrayList<>();
        do {
            all.add(key(fuzzy));
        } while (in.skip(' '));
        return all.size() == 1 ? all.getFirst() : new And(all);
    }

    private SearchKey key(boolean fuzzy) throws Malformed, SearchRefused {
        if (++keys > MAX_KEYS) {
            throw new SearchRefused("LIMIT", "a search of more than " + MAX_KEYS + " keys"); // RFC 9051 §7.1
        }
        if (in.skip('(')) {
            if (++depth > MAX_DEPTH) {
                throw new Malformed("search keys in more than " + MAX_DEPTH + " parentheses");
            }
            SearchKey key = list(fuzzy);
            in.expect(')');
            depth--;
            return key;
        }
        char c = in.peek();
        if (c >= '0' && c <= '9' || c == '*' || c == '$') {
            return new Numbers(in.sequenceSet(), false);
        }
        return named(in.word(), fuzzy);
    }

    /** An argument that is a key itself. */
    private SearchKey inner(boolean fuzzy) throws Malformed, SearchRefused {
        in.space();
        return key(fuzzy);
    }

    private SearchKey named(String name, boolean fuzzy) throws Malformed, SearchRefused {
        return switch (name) {
            case "ALL" -> SearchKey.ALL;
            case "NOT" -> new Not(inner(false));
            case "OR" -> or();
            case "FUZZY" -> { // RFC 6203 §3: it has no meaning for keys that are not about texts
                isFuzzy = true;
                yield inner(true);
            }
            case "UID" -> {
                in.space();
                yield new Numbers(in.sequenceSet(), true);
            }
            case "UIDAFTER", "UIDBEFORE" -> { // RFC 9738 §3.2
                in.space();
                yield new Beyond(in.nzNumber(), name.equals("UIDAFTER"));
            }
            case "FROM", "TO", "CC", "BCC", "SUBJECT" -> new Field(name, text(), fuzzy);
            case "HEADER" -> {
                in.space();
                String field = in.astring().strip();
                yield new Field(field, text(), fuzzy);
            }
            case "BODY" -> new Text(text(), true, fuzzy);
            case "TEXT" -> new Text(text(), false, fuzzy);
            case "LARGER", "SMALLER" -> {
                in.space();
                yield new Size(in.number64(), name.equals("LARGER"));
            }
            case "OLDER", "YOUNGER" -> { // RFC 5032 §3
                in.space();
                yield new Within(in.nzNumber(), name.equals("OLDER"));
            }
            case "MODSEQ" -> modSeq();
            case "EMAILID", "THREADID" -> { // RFC 8474 §6
                in.space();
                yield new Identified(in.atom(), name.equals("THREADID"));
            }
            case "SAVEDATESUPPORTED" -> new SaveDateSupported(); // RFC 8514 §4.3
            default -> flagOrDay(name);
        };
    }

    private SearchKey flagOrDay(String name) throws Malformed {
        return switch (name) {
            case "SEEN" -> SEEN;
            case "UNSEEN" -> new Not(SEEN);
            case "ANSWERED", "FLAGGED", "DRAFT" -> new Keyword("$" + name.toLowerCase(Locale.ROOT));
            case "UNANSWERED", "UNFLAGGED", "UNDRAFT" ->
                new Not(new Keyword("$" + name.substring(2).toLowerCase(Locale.ROOT)));
            case "DELETED" -> new Deleted();
            case "UNDELETED" -> new Not(new Deleted());
            case "RECENT" -> new Recent();
            case "OLD" -> new Not(new Recent()); // RFC 3501 §6.4.4
            case "NEW" -> new And(List.of(new Recent(), new Not(SEEN))); // RFC 3501 §6.4.4
            case "KEYWORD" -> keyword();
            case "UNKEYWORD" -> new Not(keyword());
            case "BEFORE", "ON", "SINCE" -> dated(Day.RECEIVED, name);
            case "SENTBEFORE", "SENTON", "SENTSINCE" -> dated(Day.SENT, name.substring(4));
            case "SAVEDBEFORE", "SAVEDON", "SAVEDSINCE" -> dated(Day.SAVED, name.substring(5)); // RFC 8514 §4.3
            default -> throw new Malformed("unknown search key " + name);
        };
    }

    private SearchKey keyword() throws Malformed {
        in.space();
        return new Keyword(Flags.keyword(in.flag()));
    }

    private SearchKey dated(Day day, String relation) throws Malformed {
        in.space();
        return new Dated(day, Relation.valueOf(relation), in.date());
    }

    /** Chains of OR, which programs make of long lists, become one key. */
    private SearchKey or() throws Malformed, SearchRefused {
        List<SearchKey> any = new ArrayList<>();
        do {
            any.add(inner(false));
            in.space();
        } while (in.skipWord("OR"));
        any.add(key(false));
        return new Or(any);
    }

    /** RFC 7162 §3.1.5: which flag a client means makes no difference. */
    private SearchKey modSeq() throws Malformed {
        hasModSeq = true;
        in.space();
        if (in.isNext('"')) {
            in.string();
            in.space();
            String type = in.word();
            if (!type.equals("PRIV") && !type.equals("SHARED") && !type.equals("ALL")) {
                throw new Malformed("MODSEQ of what is neither priv nor shared nor all");
            }
            in.space();
        }
        return new ModSeq(in.number64());
    }

    private String text() throws Malformed, SearchRefused {
        if (++texts > MAX_TEXTS) {
            throw new SearchRefused("LIMIT", "a search for more than " + MAX_TEXTS + " texts"); // RFC 9051 §7.1
        }
        in.space();
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(in.astringBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            // Programs that send another charset than they say, or none, do without such a search if it is refused, but
            // not if it is BAD.
            throw new SearchRefused(BAD_CHARSET, "a string that is not in the search's charset");
        }
    }
}
