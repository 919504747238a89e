package org.mailbay.jmap.submission.post;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.jmap.SetError;
import org.mailbay.store.AccountId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * To how many recipients each user has sent in the last hour: who took an account over must not send to the world.
 *
 * <p>Kept in memory, by minutes; a restart begins anew.
 */
public final class Rate {
    private static final Logger LOG = LoggerFactory.getLogger(Rate.class);
    private static final int MINUTES = 60;
    private static final int MANY = 10_000;

    private final int most;
    private final InstantSource clock;
    private final Map<AccountId, Hour> hours = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();

    /** @param most recipients of one user in an hour; 0: any number */
    Rate(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Counts recipients, or refuses them when they are too many. */
    public void take(AccountId account, int recipients) throws SetError {
        if (most == 0) {
            return;
        }
        long minute = TimeUnit.MILLISECONDS.toMinutes(clock.millis());
        if (hours.size() > MANY) {
            hours.values().removeIf(hour -> hour.isOver(minute));
        }
        boolean[] taken = {false};
        hours.compute(account, (_, known) -> {
            Hour hour = known == null ? new Hour(minute) : known;
            taken[0] = hour.take(minute, recipients, most);
            if (!taken[0]) {
                hour.tell(minute, account, recipients, most);
            }
            return hour;
        });
        if (!taken[0]) {
            refused.incrementAndGet();
            throw SetError.of(SetError.RATE_LIMIT, "at most " + most + " recipients in an hour"); // RFC 8620 §5.3
        }
    }

    /** Takes back what was counted, when nothing came of it. */
    public void giveBack(AccountId account, int recipients) {
        hours.computeIfPresent(account, (_, hour) -> hour.giveBack(recipients));
    }

    /** How often it was too many. */
    long refused() {
        return refused.get();
    }

    /** Recipients of the last sixty minutes, each at its place. */
    private static final class Hour {
        private final int[] counts = new int[MINUTES];
        private long last;
        private long told = Long.MIN_VALUE;

        Hour(long minute) {
            last = minute;
        }

        boolean isOver(long minute) {
            return minute - last >= MINUTES;
        }

        boolean take(long minute, int recipients, int most) {
            if (isOver(minute)) {
                Arrays.fill(counts, 0);
            }
            for (long passed = Math.max(last + 1, minute - MINUTES + 1); passed <= minute; passed++) {
                counts[(int) (passed % MINUTES)] = 0;
            }
            last = Math.max(last, minute); // a clock that is set back counts into the same minute
            if ((long) Arrays.stream(counts).sum() + recipients > most) {
                return false;
            }
            counts[(int) (last % MINUTES)] += recipients;
            return true;
        }

        Hour giveBack(int recipients) {
            int place = (int) (last % MINUTES);
            counts[place] = Math.max(0, counts[place] - recipients);
            return this;
        }

        /** Once an hour: a client may try again and again. */
        void tell(long minute, AccountId account, int recipients, int most) {
            if (told == Long.MIN_VALUE || minute - told >= MINUTES) {
                told = minute;
                LOG.warn(
                        "event=submission outcome=refused reason=rate-limit account={} recipients={} maxInHour={}",
                        account,
                        recipients,
                        most);
            }
        }
    }
}
