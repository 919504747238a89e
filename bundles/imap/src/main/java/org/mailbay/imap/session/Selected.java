package org.mailbay.imap.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.SequenceSet;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.search.LiveSearch;
import org.mailbay.imap.session.Recents.Range;
import org.mailbay.mail.MailAccount;
import org.mailbay.store.AccountId;

/** The mailbox that a session has selected, and what its client was told of it. */
public final class Selected {
    /** RFC 5267 §4.3: each costs a search whenever something changes. */
    public static final int MOST_LIVE = 8;

    private static final long[] NOTHING = {};

    private final AccountId account;
    private final boolean readOnly;
    private View view;
    private final RecentUids recent = new RecentUids();

    private final Set<String> keywords = new HashSet<>();

    /** As of when all keywords that messages here have are known to the client. */
    private long keywordsAsOf = -1;

    private long[] saved = NOTHING;
    private final List<LiveSearch> live = new ArrayList<>(0);

    /** Messages whose flags the client knows as of a modseq newer than the view's, by UID. */
    private final Map<Long, Long> told = new HashMap<>();

    public Selected(AccountId account, boolean readOnly, View view) {
        this.account = account;
        this.readOnly = readOnly;
        this.view = view;
    }

    /** The account that it is in. */
    public AccountId account() {
        return account;
    }

    /** Its number. */
    public long mailbox() {
        return view.mailbox();
    }

    /** Whether nothing may be changed here: EXAMINE, or no right to. */
    public boolean readOnly() {
        return readOnly;
    }

    /** What the client was told: sequence numbers are those of this. */
    public View view() {
        return view;
    }

    /** The client was told of all of this. */
    public void view(View now) {
        view = now;
        told.clear();
    }

    /** Whether a message is recent in this session (RFC 3501 §2.3.2). */
    public boolean isRecent(long uid) {
        return recent.has(uid);
    }

    /** Some UIDs are recent in this session. */
    public void recent(Range more) {
        recent.add(more);
    }

    /** What is recent in this session. */
    public List<Range> recents() {
        return recent.ranges();
    }

    /** How many messages are recent. */
    public int recent() {
        return recent(view);
    }

    /** How many messages of another view are recent. */
    public int recent(View other) {
        return recent.count(other::from);
    }

    /** The client has just been told a message's flags, as of this modseq, or set them itself and wants to hear no echo. */
    public void told(long uid, long modSeq) {
        told.put(uid, modSeq);
    }

    /** Whether the client knows the flags that a message has since this modseq. */
    public boolean isTold(long uid, long modSeq) {
        return told.getOrDefault(uid, 0L) >= modSeq;
    }

    /** Searches whose client is told of changes, at most {@link #MOST_LIVE} (RFC 5267 §4.3). */
    public List<LiveSearch> live() {
        return live;
    }

    /**
     * Notes the keywords that messages here have.
     *
     * @param flags as the client reads them
     * @param asOf the state of the account's messages
     * @return whether the client knows others so far
     */
    public boolean keywords(Collection<String> flags, long asOf) {
        keywordsAsOf = asOf;
        return keywords.addAll(flags);
    }

    /** The keywords that the client knows of, as flags. */
    public Set<String> keywords() {
        return keywords;
    }

    /** As of which state of the account's messages that is all there are. */
    public long keywordsAsOf() {
        return keywordsAsOf;
    }

    /** UIDs of the last SEARCH RETURN (SAVE), ascending (RFC 5182). */
    public long[] saved() {
        return saved;
    }

    /** Keeps the result of a search. */
    public void save(long[] uids) {
        saved = uids;
    }

    /**
     * The messages that a client names, by sequence number, ascending.
     *
     * @param isUid whether it names UIDs: those that there are not are left out (RFC 9051 §6.4.9)
     * @throws Malformed for a sequence number that there is not
     */
    public int[] resolve(SequenceSet set, boolean isUid) throws Malformed {
        if (set.isSaved()) {
            return Arrays.stream(saved)
                    .mapToInt(view::sequence)
                    .filter(sequence -> sequence > 0)
                    .toArray();
        }
        if (!isUid && view.size() == 0) {
            throw new Malformed("the mailbox is empty"); // RFC 9051 §9, seq-number: even the star is no message
        }
        int[] sequences = {};
        int count = 0;
        for (SequenceSet.Range range : set.resolve(isUid ? view.lastUid() : view.size())) {
            if (!isUid && range.to() > view.size()) {
                throw new Malformed("no message " + range.to());
            }
            int first = isUid ? view.from(range.from()) : (int) range.from();
            int end = isUid ? view.from(range.to() + 1) : (int) range.to() + 1;
            if (sequences.length < count + end - first) {
                sequences = Arrays.copyOf(sequences, Math.max(count + end - first, Math.min(2 * count, view.size())));
            }
            for (int sequence = first; sequence < end; sequence++) {
                sequences[count++] = sequence;
            }
        }
        return count == sequences.length ? sequences : Arrays.copyOf(sequences, count);
    }

    /** Whether it is this mailbox. */
    public boolean is(MailAccount mail, long mailbox) {
        return mail.account().id().equals(account) && mailbox == mailbox();
    }
}
