package org.mailbay.store.engine.history;

import java.io.IOException;
import java.util.OptionalLong;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.LogEntry;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Table;

/**
 * How far back an account's past reaches.
 *
 * @param first the oldest transaction after which the account can be shown as it was
 * @param last the newest transaction
 * @param oldest in milliseconds since 1970: what was replaced before may be gone
 */
record Horizon(long first, long last, long oldest) {
    /** Of an account as it is now. */
    static Horizon of(JmapStore store, Space space) throws IOException {
        Image image = space.image();
        byte[] row = space.read(Table.SYS, Keys.past(space.id()));
        long first = row == null ? image.modSeq() : Math.max(Scalars.numberOf(row), image.floor());
        long retention = store.limits().retention().toMillis();
        return new Horizon(first, image.modSeq(), store.now() - retention);
    }

    /** Is shown transactions. */
    interface Visitor {
        /** A transaction and when it was; false for enough. */
        boolean transaction(long modSeq, long millis) throws IOException;
    }

    /** Shows the transactions from {@link #first} on that the log has. */
    void transactions(Space space, Visitor visitor) throws IOException {
        byte[] from = Keys.log(space.id(), first, 0);
        byte[] to = Keys.log(space.id(), last + 1, 0);
        space.shard()
                .scan(
                        Table.LOG,
                        from,
                        to,
                        (key, value) -> key[key.length - 1] != 0
                                || visitor.transaction(Keys.modSeqOf(key), LogEntry.millisOf(value)));
    }

    /** The last transaction that had happened at {@code millis}, whatever the clock did since; empty when that is beyond the past. */
    OptionalLong at(Space space, long millis) throws IOException {
        long[] found = {first == 1 ? 1 : 0};
        transactions(space, (modSeq, when) -> {
            if (when <= millis) {
                found[0] = modSeq;
            }
            return true;
        });
        return millis < oldest || found[0] == 0 ? OptionalLong.empty() : OptionalLong.of(found[0]);
    }
}
