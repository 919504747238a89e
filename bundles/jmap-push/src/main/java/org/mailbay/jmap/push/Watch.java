package org.mailbay.jmap.push;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;

/**
 * One subscription at work: what it was not told of yet, one state for each type, and when it may be told. Its methods return at once and
 * may be called by any thread.
 */
final class Watch {
    /** Messages that fail one after the other before what they said is dropped. */
    static final int MAX_FAILURES = 8;

    private static final long SECOND = 1_000_000_000L;

    private static final long MAX_BACKOFF = 3_600;

    private final ObjectId id;

    private final AccountId user;

    private final Map<AccountId, Map<String, Long>> pending = new TreeMap<>();

    private final Set<String> compared = new HashSet<>();

    private Subscription subscription;

    private boolean greeted;

    private boolean busy;

    private boolean over;

    /** While somebody waits for {@link #notBefore}. */
    private boolean asleep;

    private int failures;

    private long notBefore = System.nanoTime();

    private long heard;

    Watch(AccountId user, Subscription subscription) {
        this.id = subscription.id();
        this.user = user;
        this.subscription = subscription;
        this.heard = subscription.sent();
    }

    ObjectId id() {
        return id;
    }

    AccountId user() {
        return user;
    }

    synchronized Subscription subscription() {
        return subscription;
    }

    /** Takes over what the client has changed. */
    synchronized void renew(Subscription now) {
        subscription = now;
        if (now.types() != null) {
            pending.values().forEach(types -> types.keySet().retainAll(now.types()));
            pending.values().removeIf(Map::isEmpty);
        }
    }

    /** Whether the state of {@code type} is to be compared with the last one that was pushed: once, when the type is first seen. */
    synchronized boolean compares(String type) {
        return compared.add(type);
    }

    /** Notes a change, also of a subscription that is not verified as far as is known here: it may be a moment later. */
    synchronized void changed(AccountId account, String type, long modSeq) {
        if (account.equals(user)) {
            heard = Math.max(heard, modSeq);
        }
        if (subscription.wants(type)) {
            pending.computeIfAbsent(account, _ -> new TreeMap<>()).merge(type, modSeq, Math::max);
        }
    }

    /** No message is sent any more. */
    synchronized void end() {
        over = true;
    }

    /**
     * Begins to send, one at a time.
     *
     * @return 0 when there is something to send now, the nanoseconds to wait, and then to {@link #wake}, when it is for later: told once,
     *     however many ask meanwhile; -1 when there is nothing to do
     */
    synchronized long begin() {
        if (busy || over || !hasNews()) {
            return -1;
        }
        long wait = notBefore - System.nanoTime();
        if (wait > 0) {
            boolean alone = !asleep;
            asleep = true;
            return alone ? wait : -1;
        }
        busy = true;
        return 0;
    }

    /** What {@link #begin} said to wait for has come. */
    synchronized void wake() {
        asleep = false;
    }

    private boolean hasNews() {
        return subscription.verified() ? !pending.isEmpty() : !greeted;
    }

    /** What is to be pushed now; null for the code that the client must tell. */
    synchronized @Nullable Map<AccountId, Map<String, Long>> take() {
        if (!subscription.verified()) {
            greeted = true;
            return null;
        }
        Map<AccountId, Map<String, Long>> taken = new TreeMap<>(pending);
        pending.clear();
        return taken;
    }

    /** Puts back what was not sent; newer states win. */
    synchronized void putBack(Map<AccountId, Map<String, Long>> taken) {
        taken.forEach((account, types) -> types.forEach((type, modSeq) ->
                pending.computeIfAbsent(account, _ -> new TreeMap<>()).merge(type, modSeq, Math::max)));
    }

    /** Ends what {@link #begin} began. */
    synchronized void sent(long pause) {
        busy = false;
        failures = 0;
        notBefore = System.nanoTime() + pause;
    }

    /**
     * Ends what {@link #begin} began, in vain.
     *
     * @param wait seconds that the service asks to wait
     * @param taken null for the code
     * @return whether it is tried again
     */
    synchronized boolean failed(long wait, @Nullable Map<AccountId, Map<String, Long>> taken) {
        busy = false;
        failures = Math.min(failures + 1, MAX_FAILURES);
        long backoff = Math.min(MAX_BACKOFF, Math.max(wait, 1L << failures));
        notBefore = System.nanoTime() + backoff * SECOND;
        if (failures == MAX_FAILURES) {
            return false;
        }
        if (taken == null) {
            greeted = false;
        } else {
            putBack(taken);
        }
        return true;
    }

    /** The modseq of the user's account up to which everything was pushed; -1 when it is not known, or noted already. */
    synchronized long toNote() {
        return !over && !busy && pending.isEmpty() && subscription.verified() && heard > subscription.sent()
                ? heard
                : -1;
    }
}
