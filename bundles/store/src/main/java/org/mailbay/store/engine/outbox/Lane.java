package org.mailbay.store.engine.outbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;

/** The requests of one account and topic, which are worked on in order. In memory only while there are any, or may be. */
final class Lane {
    /** Where it is. */
    enum State {
        IDLE,
        /** In its topic's queue. */
        READY,
        /** Waits for a time after a failure. */
        LATER,
        /** Has its turn. */
        TAKEN,
        /** Has its turn, and something was added. */
        AGAIN
    }

    /** Names a lane. */
    record Key(AccountId account, String topic) {}

    final Key key;
    final Topic topic;
    final Requests requests;

    // Under the lock of Outbox.
    State state = State.IDLE;
    int failures;
    String trouble = "";

    /** How many requests wait, about: right after each turn that found the end. */
    long waiting;

    /** When the oldest that waits was asked for, in milliseconds since 1970. */
    long since = Long.MAX_VALUE;

    /** Something was added before {@link #last}. */
    boolean fromStart;

    // Only for who has its turn.

    /** Everything up to this row is done; null when that is not known. */
    byte @Nullable [] last;

    /** Done, and perhaps still there. */
    final List<byte[]> done = new ArrayList<>();

    /** The request that failed last; null when none did. */
    private byte @Nullable [] failed;

    /** How often in a row that one failed. */
    int attempts;

    Lane(Key key, Topic topic, Requests requests) {
        this.key = key;
        this.topic = topic;
        this.requests = requests;
    }

    AccountId account() {
        return key.account();
    }

    /** Notes a failure that is the request's own; for who has its turn. Returns how often it has failed. */
    int failed(byte[] request) {
        attempts = Arrays.equals(failed, request) ? attempts + 1 : 1;
        failed = request;
        return attempts;
    }

    /** The request that failed is set aside: should it come back, it has all its attempts. */
    void forget() {
        failed = null;
        attempts = 0;
    }

    void add(long asked) {
        waiting++;
        since = Math.min(since, asked);
    }
}
