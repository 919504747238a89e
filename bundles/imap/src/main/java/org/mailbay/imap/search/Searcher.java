package org.mailbay.imap.search;

import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import org.mailbay.imap.grammar.SequenceSet;
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
import org.mailbay.imap.search.SearchKey.SaveDateSupported;
import org.mailbay.imap.search.SearchKey.Size;
import org.mailbay.imap.search.SearchKey.Text;
import org.mailbay.imap.search.SearchKey.Within;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;

/** Runs searches on one mailbox. For one command. */
public final class Searcher {
    private static final long DAY = 86_400_000;

    private final Scope scope;
    private final Objects emails;
    private final InstantSource clock;
    private final FieldSearch fields;
    private final TextSearch texts;
    private final SentDays sent;
    private final Relevancy relevancy;

    /** Of a mailbox alone. */
    public Searcher(Scope scope, InstantSource clock) {
        this(scope, clock, new Lookups(scope.account(), scope.snapshot()), _ -> {});
    }

    /**
     * Of one of several mailboxes.
     *
     * @param progress is told of each message that is read
     */
    public Searcher(Scope scope, InstantSource clock, Lookups lookups, IntConsumer progress) {
        this.scope = scope;
        this.clock = clock;
        emails = scope.snapshot().objects(Mail.EMAIL);
        StoredEmails stored = new StoredEmails(scope, emails, progress);
        Index index = new Index(scope, lookups);
        fields = new FieldSearch(index, stored);
        texts = new TextSearch(index, stored);
        sent = new SentDays(scope, emails, stored);
        relevancy = new Relevancy(index);
    }

    /** Finds messages, ascending. */
    public Found search(SearchProgram program) throws SearchRefused, IOException {
        BitSet found = match(program.key());
        Found all = Found.of(scope, found);
        boolean scored = program.options() != null && program.options().has(SearchOptions.Option.RELEVANCY);
        return scored ? new Found(scope, all.positions(), relevancy.of(program.key(), all.positions())) : all;
    }

    /** The messages that a search has to look at: those that its keys name by number, where all of them must fit (RFC 9738 §3.1). */
    private BitSet examined(SearchKey key) {
        BitSet all = present();
        List<SearchKey> keys = key instanceof And(List<SearchKey> several) ? several : List.of(key);
        for (SearchKey one : keys) {
            if (one instanceof Numbers(SequenceSet set, boolean uid)) {
                all = numbers(set, uid, all);
            } else if (one instanceof Beyond(long uid, boolean after)) {
                all = beyond(uid, after, all);
            }
        }
        return all;
    }

    /** What a search may look at that may look at {@code most} messages only: the newest (RFC 9738 §3.1). */
    public Scope newest(SearchProgram program, int most) {
        return scope.newest(examined(program.key()), most);
    }

    /** How relevant messages are, 1 to 100. */
    int[] scores(SearchProgram program, int[] positions) throws IOException {
        return relevancy.of(program.key(), positions);
    }

    /** What it searches. */
    public Scope scope() {
        return scope;
    }

    BitSet match(SearchKey key) throws SearchRefused, IOException {
        return match(key, present());
    }

    private BitSet present() {
        BitSet all = new BitSet(scope.size());
        for (int i = 0; i < scope.size(); i++) {
            if (scope.ordinals()[i] >= 0) {
                all.set(i);
            }
        }
        return all;
    }

    /** Those of {@code among}, which is not changed, that the key finds. */
    private BitSet match(SearchKey key, BitSet among) throws SearchRefused, IOException {
        if (among.isEmpty()) {
            return among;
        }
        return switch (key) {
            case And(List<SearchKey> keys) -> all(keys, among);
            case Or(List<SearchKey> keys) -> any(keys, among);
            case Not(SearchKey inner) -> without(among, match(inner, among));
            case Numbers(SequenceSet set, boolean uid) -> numbers(set, uid, among);
            case Keyword(String keyword) -> in(emails.with(OfEmail.KEYWORDS, keyword), among);
            case Deleted _ -> filter(among, ordinal -> emails.deleted(OfEmail.MAILBOXES, ordinal, scope.mailbox()));
            case Recent _ -> recent(among);
            case Dated dated when dated.day() == Day.SENT -> sent.match(dated.relation(), dated.date(), among);
            case Dated dated
            when dated.day() == Day.SAVED ->
                within(dated.relation(), dated.date(), this::savedAt, among); // RFC 8514 §4.3
            case Dated dated -> within(dated.relation(), dated.date(), this::receivedAt, among);
            case SaveDateSupported _ -> among; // RFC 8514 §4.3: of mailboxes, and all can
            case Beyond(long uid, boolean after) -> beyond(uid, after, among);
            case Within(long seconds, boolean older) -> within(seconds, older, among);
            case Size(long octets, boolean larger) ->
                filter(
                        among,
                        ordinal -> larger
                                ? emails.get(OfEmail.SIZE, ordinal) > octets
                                : emails.get(OfEmail.SIZE, ordinal) < octets);
            case ModSeq(long since) -> filter(among, ordinal -> emails.modSeq(ordinal) >= since);
            case Identified(String id, boolean thread) -> identified(id, thread, among);
            case Field field -> fields.match(field, among);
            case Text text -> texts.match(text, among);
        };
    }

    /** What is cheap first, so that what is dear has little to look at. */
    private BitSet all(List<SearchKey> keys, BitSet among) throws SearchRefused, IOException {
        List<SearchKey> sorted = new ArrayList<>(keys);
        sorted.sort(Comparator.comparingInt(Searcher::cost));
        BitSet left = among;
        for (SearchKey key : sorted) {
            left = match(key, left);
        }
        return left;
    }

    private BitSet any(List<SearchKey> keys, BitSet among) throws SearchRefused, IOException {
        BitSet found = new BitSet(scope.size());
        BitSet rest = among;
        for (SearchKey key : keys) {
            found.or(match(key, rest));
            rest = without(among, found);
        }
        return found;
    }

    private static int cost(SearchKey key) {
        return switch (key) {
            case And(List<SearchKey> keys) -> cost(keys);
            case Or(List<SearchKey> keys) -> cost(keys);
            case Not(SearchKey inner) -> cost(inner);
            case Numbers _, Beyond _, Keyword _, Recent _, SaveDateSupported _ -> 0;
            case Deleted _, Within _, Size _, ModSeq _, Identified _ -> 1;
            case Dated dated -> dated.day() == Day.SENT ? 2 : 1;
            case Text _ -> 3;
            case Field _ -> 4;
        };
    }

    private static int cost(List<SearchKey> keys) {
        return keys.stream().mapToInt(Searcher::cost).max().orElse(0);
    }

    private static BitSet without(BitSet all, BitSet some) {
        BitSet left = (BitSet) all.clone();
        left.andNot(some);
        return left;
    }

    private BitSet filter(BitSet among, IntPredicate ordinals) {
        BitSet found = new BitSet(scope.size());
        for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
            if (ordinals.test(scope.ordinals()[i])) {
                found.set(i);
            }
        }
        return found;
    }

    private BitSet in(Ordinals some, BitSet among) {
        return filter(among, some::contains);
    }

    private BitSet numbers(SequenceSet set, boolean uid, BitSet among) {
        BitSet found = new BitSet(scope.size());
        if (set.isSaved()) {
            for (long saved : scope.saved()) {
                int at = scope.from(saved);
                if (at < scope.size() && scope.uids()[at] == saved) {
                    found.set(at);
                }
            }
        } else {
            int size = scope.size();
            long star = size == 0 ? 0 : uid ? scope.uids()[size - 1] : size;
            for (SequenceSet.Range range : set.resolve(star)) {
                int from = uid ? scope.from(range.from()) : (int) Math.min(size, range.from() - 1);
                int to = uid ? scope.from(range.to() + 1) : (int) Math.min(size, range.to());
                found.set(from, Math.max(from, to));
            }
        }
        found.and(among);
        return found;
    }

    /** RFC 9738 §3.2. */
    private BitSet beyond(long uid, boolean after, BitSet among) {
        BitSet found = (BitSet) among.clone();
        if (after) {
            found.clear(0, scope.from(uid + 1));
        } else {
            found.clear(scope.from(uid), Math.max(scope.from(uid), found.length()));
        }
        return found;
    }

    private BitSet recent(BitSet among) {
        BitSet found = new BitSet(scope.size());
        among.stream().filter(i -> scope.recent().test(scope.uids()[i])).forEach(found::set);
        return found;
    }

    private long receivedAt(int ordinal) {
        return emails.get(OfEmail.RECEIVED_AT, ordinal);
    }

    /** RFC 8514 §4.3: where nobody knows when a message was saved, when it was received. */
    private long savedAt(int ordinal) {
        long seconds = emails.since(OfEmail.MAILBOXES, ordinal, scope.mailbox());
        return seconds == 0 ? receivedAt(ordinal) : 1_000 * seconds;
    }

    /** In UTC, as INTERNALDATE is told. */
    private BitSet within(SearchKey.Relation relation, LocalDate date, IntToLongFunction time, BitSet among) {
        long start = date.toEpochDay() * DAY;
        return filter(among, ordinal -> {
            long at = time.applyAsLong(ordinal);
            return switch (relation) {
                case BEFORE -> at < start;
                case ON -> at >= start && at < start + DAY;
                case SINCE -> at >= start;
            };
        });
    }

    private BitSet within(long seconds, boolean older, BitSet among) {
        long border = clock.millis() - 1_000 * seconds;
        return filter(among, ordinal -> {
            long at = emails.get(OfEmail.RECEIVED_AT, ordinal);
            return older ? at <= border : at >= border;
        });
    }

    private BitSet identified(String id, boolean thread, BitSet among) {
        ObjectId wanted = (thread ? Mail.THREAD : Mail.EMAIL).parse(id).orElse(null);
        if (wanted == null) {
            return new BitSet();
        }
        int only = thread ? -1 : emails.ordinal(wanted);
        return filter(
                among,
                ordinal -> thread ? emails.get(OfEmail.THREAD_NUMBER, ordinal) == wanted.number() : ordinal == only);
    }
}
