package org.mailbay.imap.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.grammar.Window;
import org.mailbay.imap.search.SearchOptions.Option;

/** Writes what was found. */
public final class SearchAnswer {
    private SearchAnswer() {}

    /** {@code SEARCH} (RFC 3501 §7.2.5). */
    public static void search(Out out, SearchProgram program, Found found, boolean uid) {
        list(out.raw("* SEARCH"), program, found, uid);
    }

    /** {@code SORT} (RFC 5256 §4). */
    public static void sort(Out out, SearchProgram program, Found found, boolean uid) {
        list(out.raw("* SORT"), program, found, uid);
    }

    /** {@code THREAD} (RFC 5256 §4). */
    public static void thread(Out out, Forest forest, Scope scope, boolean uid) {
        out.raw("* THREAD");
        if (forest.roots().length > 0) {
            out.space();
            forest.write(out, scope, uid);
        }
        out.crlf();
    }

    private static void list(Out out, SearchProgram program, Found found, boolean uid) {
        for (long number : found.numbers(uid)) {
            out.space().number(number);
        }
        if (program.hasModSeq() && found.size() > 0) {
            out.raw(" (MODSEQ ").number(found.modSeq(0, found.size())).raw(')'); // RFC 7162 §3.1.5
        }
        out.crlf();
    }

    /**
     * {@code ESEARCH} (RFC 9051 §7.3.4, RFC 4731 §3.1); nothing where only SAVE was asked for.
     *
     * @param tag the command's
     * @param mailbox which mailbox it is, as MULTISEARCH says that (RFC 7377 §2.1); null for the selected one
     */
    public static void esearch(
            Out out,
            String tag,
            @Nullable Mailbox mailbox,
            SearchOptions options,
            boolean modSeq,
            Found found,
            boolean uid) {
        if (options.partial() == null && options.options().equals(Set.of(Option.SAVE))) {
            return; // RFC 5182 §2.1
        }
        out.raw("* ESEARCH (TAG ").string(tag);
        if (mailbox != null) {
            out.raw(" MAILBOX ").mailbox(mailbox.name()).raw(" UIDVALIDITY ").number(mailbox.uidValidity());
        }
        out.raw(')');
        if (uid) {
            out.raw(" UID");
        }
        long[] numbers = found.numbers(uid);
        if (options.has(Option.MIN) && numbers.length > 0) {
            out.raw(" MIN ").number(numbers[0]);
        }
        if (options.has(Option.MAX) && numbers.length > 0) {
            out.raw(" MAX ").number(numbers[numbers.length - 1]);
        }
        if (options.has(Option.ALL) && numbers.length > 0) {
            out.raw(" ALL ").set(numbers);
        }
        if (options.has(Option.COUNT)) {
            out.raw(" COUNT ").number(numbers.length);
        }
        Window window = options.partial();
        if (window != null) {
            partial(out, window, numbers);
        }
        scores(out, options, found);
        if (modSeq && numbers.length > 0) {
            out.raw(" MODSEQ ").number(modSeq(options, found));
        }
        out.crlf();
    }

    /** Which mailbox an answer is about. */
    public record Mailbox(String name, long uidValidity) {}

    /** RFC 9394 §3.1. */
    private static void partial(Out out, Window window, long[] numbers) {
        String sign = window.last() ? "-" : "";
        out.raw(" PARTIAL (")
                .raw(sign)
                .number(window.from())
                .raw(':')
                .raw(sign)
                .number(window.to())
                .space();
        int from = from(window, numbers.length);
        int to = to(window, numbers.length);
        if (from < to) {
            out.set(numbers, from, to);
        } else {
            out.nil();
        }
        out.raw(')');
    }

    private static int from(Window window, int size) {
        return (int) (window.last() ? Math.max(0, size - window.to()) : Math.min(size, window.from() - 1));
    }

    /** Behind the last. */
    private static int to(Window window, int size) {
        return (int) (window.last() ? Math.max(0, size - window.from() + 1) : Math.min(size, window.to()));
    }

    /** RFC 6203 §4: in the order of ALL or PARTIAL. */
    private static void scores(Out out, SearchOptions options, Found found) {
        int[] scores = found.scores();
        if (!options.has(Option.RELEVANCY) || scores == null || scores.length == 0) {
            return;
        }
        Window window = options.partial();
        int from = window == null ? 0 : from(window, scores.length);
        int to = window == null ? scores.length : to(window, scores.length);
        out.raw(" RELEVANCY (");
        for (int i = from; i < to; i++) {
            if (i > from) {
                out.space();
            }
            out.number(scores[i]);
        }
        out.raw(')');
    }

    /** RFC 7162 §3.1.10: of the first, the last or both, where nothing else is told; else of all. */
    private static long modSeq(SearchOptions options, Found found) {
        int size = found.size();
        Window window = options.partial();
        long greatest = 0;
        if (options.has(Option.ALL) || options.has(Option.COUNT)) {
            return found.modSeq(0, size);
        }
        if (options.has(Option.MIN)) {
            greatest = found.modSeq(0, 1);
        }
        if (options.has(Option.MAX)) {
            greatest = Math.max(greatest, found.modSeq(size - 1, size));
        }
        if (window != null) {
            greatest = Math.max(greatest, found.modSeq(from(window, size), to(window, size))); // RFC 9394 §3.3
        }
        return greatest == 0 ? found.modSeq(0, size) : greatest;
    }

    /** What {@code $} stands for after a search with SAVE: UIDs, ascending (RFC 5182 §2.1, §2.4). */
    public static long[] saved(SearchOptions options, Found found) {
        long[] uids = found.numbers(true);
        Window window = options.partial();
        boolean some = options.has(Option.MIN) || options.has(Option.MAX) || window != null;
        if (some && !options.has(Option.ALL) && !options.has(Option.COUNT) && uids.length > 0) {
            BitSet kept = new BitSet(uids.length);
            kept.set(0, options.has(Option.MIN) ? 1 : 0);
            kept.set(uids.length - (options.has(Option.MAX) ? 1 : 0), uids.length);
            if (window != null) {
                int from = from(window, uids.length);
                kept.set(from, Math.max(from, to(window, uids.length))); // RFC 9394 §3.2
            }
            uids = kept.stream()
                    .mapToLong(i -> found.scope().uids()[found.positions()[i]])
                    .toArray();
        }
        Arrays.sort(uids);
        return uids;
    }
}
