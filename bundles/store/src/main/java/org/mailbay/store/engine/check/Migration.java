package org.mailbay.store.engine.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.OpenRecords;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.Tx;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.spi.Schema;
import org.mailbay.store.spi.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows anew that an older version wrote, and objects that their model would write otherwise today, a slice at a time.
 *
 * <p>It may end at any point and be begun again: what is done is not found again.
 */
final class Migration {
    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
    private static final int SLICE = 500;
    private static final byte[] DONE = {};

    private final JmapStore store;
    private final Function<Character, @Nullable Schema> schemas;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private volatile int accounts;
    private volatile int accountsDone;
    private volatile long looked;
    private volatile long renewed;
    private volatile int failed;
    private volatile String lastFailure = "";
    private volatile boolean over;

    /** @param schemas gives the schema of a type's letter; null while its model is away */
    Migration(JmapStore store, Function<Character, @Nullable Schema> schemas) {
        this.store = store;
        this.schemas = schemas;
    }

    /** How far it is. */
    Map<String, Object> progress() {
        return Map.of(
                "running", !over,
                "accounts", accounts,
                "accountsDone", accountsDone,
                "objectsLookedAt", looked,
                "objectsRenewed", renewed,
                "accountsFailed", failed,
                "lastFailure", lastFailure);
    }

    boolean isOver() {
        return over;
    }

    void stop() {
        stopped.set(true);
    }

    /** Goes through all accounts. */
    void run() {
        try {
            List<AccountId> all = store.accounts();
            accounts = all.size();
            for (AccountId id : all) {
                if (stopped.get()) {
                    break;
                }
                account(id);
                accountsDone++;
            }
        } catch (IOException | RuntimeException e) {
            failed++;
            lastFailure = e.toString();
            LOG.warn("event=migration-failed reason=\"{}\"", e.toString());
        } finally {
            over = true;
            LOG.info(
                    "event=migration-over accounts={} looked={} renewed={} failed={}",
                    accountsDone,
                    looked,
                    renewed,
                    failed);
        }
    }

    private void account(AccountId id) {
        try {
            Space space = store.space(id);
            if (space != null) {
                Map<Character, String> names = store.typeNames();
                byte[] from = Keys.first(id);
                while (from != DONE && !stopped.get()) {
                    from = slice(space, names, from);
                }
            }
        } catch (IOException | RuntimeException e) {
            failed++;
            lastFailure = id + ": " + e;
            LOG.warn("event=migration-failed account={} reason=\"{}\"", id, e.toString());
        }
    }

    private byte[] slice(Space space, Map<Character, String> names, byte[] from) throws IOException {
        List<ObjectId> ids = new ArrayList<>();
        List<byte[]> states = new ArrayList<>();
        byte[][] next = {DONE};
        OpenRecords opened = space.shard().records().enter();
        List<byte @Nullable []> objects;
        try {
            opened.records().scan(Table.STATE, from, Keys.after(space.id()), (key, value) -> {
                if (ids.size() == SLICE) {
                    next[0] = key;
                    return false;
                }
                ids.add(Keys.objectOf(key));
                states.add(value);
                return true;
            });
            objects = ids.isEmpty()
                    ? List.of()
                    : opened.records()
                            .getMany(
                                    Table.OBJ,
                                    ids.stream()
                                            .map(id -> Keys.object(space.id(), id))
                                            .toList());
        } finally {
            space.shard().records().exit();
        }
        List<ObjectId> old = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            ObjectId id = ids.get(i);
            byte[] object = objects.get(i);
            if (object != null && names.containsKey(id.letter()) && isOld(space, id, states.get(i), object)) {
                old.add(id);
            }
        }
        looked += ids.size();
        if (!old.isEmpty()) {
            renew(space, names, old);
        }
        return next[0];
    }

    private boolean isOld(Space space, ObjectId id, byte[] state, byte[] object) throws IOException {
        StateRow row = StateRow.read(state);
        return !Arrays.equals(row.value(), state)
                || !Arrays.equals(ObjRow.read(object).value(), object)
                || asToday(space, id, row.row()) != null;
    }

    private Schema.@Nullable Stored asToday(Space space, ObjectId id, Row row) throws IOException {
        Schema schema = schemas.apply(id.letter());
        byte[] bytes = schema == null ? null : space.bytes(id);
        return bytes == null ? null : schema.renew(row, bytes);
    }

    private void renew(Space space, Map<Character, String> names, List<ObjectId> ids) throws IOException {
        long done = space.write(transaction -> {
            Tx tx = (Tx) transaction;
            long count = 0;
            for (ObjectId id : ids) {
                Row row = tx.row(id);
                byte[] bytes = row == null ? null : space.bytes(id);
                if (bytes != null) {
                    Schema schema = schemas.apply(id.letter());
                    Schema.Stored today = schema == null ? null : schema.renew(row, bytes);
                    ObjectType type = new ObjectType(names.get(id.letter()), id.letter());
                    tx.renew(type, id, today == null ? row : today.row(), today == null ? bytes : today.bytes());
                    count++;
                }
            }
            return count;
        });
        renewed += done;
    }
}
