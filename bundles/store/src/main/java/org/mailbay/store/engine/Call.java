package org.mailbay.store.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;

/** A caller waiting for its work to be done, by itself or by another caller. */
public final class Call<T, X extends Exception> {
    /** How far it is. */
    enum State {
        WAITING,
        LEADS,
        DONE
    }

    /** Null for work that wants the account to itself and writes nothing. */
    private final Account.@Nullable Work<T, X> work;

    private final @Nullable Alone<T> alone;
    private final Thread caller = Thread.currentThread();
    private volatile State state = State.WAITING;

    private @Nullable T result;
    private @Nullable Throwable thrown;
    private @Nullable Throwable commitFailure;

    /** Looks at an account while nobody writes to it. */
    public interface Alone<T> {
        T run() throws IOException;
    }

    Call(Account.@Nullable Work<T, X> work, @Nullable Alone<T> alone) {
        this.work = work;
        this.alone = alone;
    }

    boolean isAlone() {
        return alone != null;
    }

    /** Runs the work; what it throws is kept for the caller, and said here. */
    boolean run(@Nullable Tx tx) {
        try {
            result = work != null && tx != null ? work.run(tx) : alone.run();
            return true;
        } catch (Throwable t) {
            thrown = t;
            return false;
        }
    }

    /** Keeps what went wrong after the work. */
    void refuse(Throwable why) {
        thrown = why;
    }

    /** Lets the caller lead. */
    void lead() {
        state = State.LEADS;
        LockSupport.unpark(caller);
    }

    /** Lets the caller go, with the commit's failure if it failed. */
    void done(@Nullable Throwable failure) {
        commitFailure = failure;
        state = State.DONE;
        LockSupport.unpark(caller);
    }

    /** Waits, whatever interrupts. */
    State await() {
        boolean interrupted = false;
        while (state == State.WAITING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return state;
    }

    /** What the caller gets. */
    @SuppressWarnings("unchecked")
    T answer() throws X, IOException {
        if (commitFailure != null) {
            throw new IOException("not written: " + commitFailure.getMessage(), commitFailure);
        }
        switch (thrown) {
            case null -> {
                return result;
            }
            case Error error -> throw error;
            // Reading for a transaction failed, where its methods cannot say so.
            case UncheckedIOException failed -> throw new IOException(failed.getCause());
            case RuntimeException unchecked -> throw unchecked;
            case IOException failed -> throw failed;
            default -> throw (X) thrown;
        }
    }
}
