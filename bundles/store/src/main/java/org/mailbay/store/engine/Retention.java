package org.mailbay.store.engine;

import java.io.IOException;
import java.time.Duration;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Table;

/** Since when an account's past is kept. Only for the writer; the row that says so is moved on by who prunes the past. */
final class Retention {
    private final Space space;
    private final long millis;
    private boolean known;
    private boolean kept;

    Retention(Space space, Duration retention) {
        this.space = space;
        millis = retention.toMillis();
    }

    /** For how long, in milliseconds; 0 keeps nothing. */
    long millis() {
        return millis;
    }

    /** What the records hold is to be seen. */
    void forget() {
        known = false;
    }

    /** Lets a transaction say that from it on the past is kept, or is not. */
    void begin(Outcome outcome, Image base) throws IOException {
        byte[] key = Keys.past(space.id());
        if (!known) {
            kept = space.read(Table.SYS, key) != null;
            known = true;
        }
        if (kept != millis > 0) {
            outcome.row(new Pending.Key(Table.SYS, key), kept ? null : Scalars.number(base.modSeq()));
        }
    }

    /** The transaction is on its way. */
    void begun() {
        kept = millis > 0;
    }
}
