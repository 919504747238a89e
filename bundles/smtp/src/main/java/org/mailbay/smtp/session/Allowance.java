package org.mailbay.smtp.session;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;

/**
 * To how many recipients each user may send: so many in an hour, which come back little by little.
 *
 * <p>In memory only; who has sent nothing lately is forgotten.
 */
public final class Allowance {
    private static final int MANY = 10_000;
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final int most;
    private final LongSupplier nanos;
    private final Map<AccountId, Left> left = new ConcurrentHashMap<>();

    /**
     * An allowance.
     *
     * @param most recipients in an hour; 0: any number
     * @param nanos time that only rises
     */
    public Allowance(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    private record Left(double recipients, long since) {}

    /** Whether a user may send to so many now. */
    public boolean has(AccountId account, int recipients) {
        return most == 0 || now(left.get(account), nanos.getAsLong()).recipients >= recipients;
    }

    /** Takes recipients off it; nothing when there is too little left. */
    public boolean take(AccountId account, int recipients) {
        if (most == 0) {
            return true;
        }
        long now = nanos.getAsLong();
        if (left.size() > MANY) {
            left.values().removeIf(known -> now(known, now).recipients >= most);
        }
        boolean[] taken = {false};
        left.compute(account, (_, known) -> {
            Left is = now(known, now);
            taken[0] = is.recipients >= recipients;
            return taken[0] ? new Left(is.recipients - recipients, now) : is;
        });
        return taken[0];
    }

    private Left now(@Nullable Left known, long now) {
        return known == null
                ? new Left(most, now)
                : new Left(Math.min(most, known.recipients + (double) (now - known.since) / HOUR * most), now);
    }
}
