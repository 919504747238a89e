package org.mailbay.imap.search;

import java.io.IOException;
import java.util.Arrays;
import org.mailbay.imap.grammar.Out;
import org.mailbay.imap.mailbox.View;

/** A search whose client is told what it would find from now on and what not any more (RFC 5267 §4.3, UPDATE). Of one session. */
public final class LiveSearch {
    private final String tag;
    private final SearchProgram program;
    private final boolean uid;

    /** UIDs of what the client knows to be found, ascending. */
    private long[] known;

    /**
     * Begins with what a search found.
     *
     * @param tag of its command
     * @param uid whether the client is told UIDs
     */
    public LiveSearch(String tag, SearchProgram program, boolean uid, Found found) {
        this.tag = tag;
        this.program = program;
        this.uid = uid;
        known = found.numbers(true);
    }

    /** By what the client names it. */
    public String tag() {
        return tag;
    }

    /** Whether its client is told UIDs, not sequence numbers. */
    public boolean isUid() {
        return uid;
    }

    /**
     * Messages are about to go: told while their numbers are still good.
     *
     * @param before what the client knows
     * @param uids of them, ascending
     */
    public void vanish(Out out, View before, long[] uids) {
        long[] gone = Arrays.stream(known)
                .filter(one -> Arrays.binarySearch(uids, one) >= 0)
                .toArray();
        tell(out, "REMOVEFROM", before, gone);
        known = without(known, gone);
    }

    /** The mailbox has changed.
     *
     * @param now what the client knows
     */
    public void renew(Out out, View now, Searcher searcher) throws SearchRefused, IOException {
        long[] found = searcher.search(program).numbers(true);
        tell(out, "REMOVEFROM", now, without(known, found));
        tell(out, "ADDTO", now, without(found, known));
        known = found;
    }

    private static long[] without(long[] all, long[] some) {
        return Arrays.stream(all)
                .filter(one -> Arrays.binarySearch(some, one) < 0)
                .toArray();
    }

    /** RFC 5267 §4.3.1: a position of 0, since a SEARCH has no order. */
    private void tell(Out out, String word, View view, long[] uids) {
        long[] numbers = uid
                ? uids
                : Arrays.stream(uids).map(view::sequence).filter(n -> n > 0).toArray();
        if (numbers.length > 0) {
            out.raw("* ESEARCH (TAG ").string(tag).raw(uid ? ") UID " : ") ").raw(word);
            out.raw(" (0 ").set(numbers).raw(')').crlf();
        }
    }

    /** The client is told that it is told no more (RFC 5267 §4.3). */
    public static void end(Out out, String tag) {
        out.raw("* NO [NOUPDATE ").string(tag).raw("] No notices of changes").crlf();
    }
}
