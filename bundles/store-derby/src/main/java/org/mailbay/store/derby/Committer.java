package org.mailbay.store.derby;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Table;

/**
 * A shard's only writer: carries out all batches that wait in one transaction, so that they share one log flush.
 *
 * <p>A batch is checked before its first change, so a failed condition undoes nothing. When Derby refuses something, the group is
 * rolled back and each of its batches is tried again alone and without shortcuts.
 */
final class Committer implements Runnable {
    private final Session session;
    private final Turns turns;
    private final Shard shard;
    private final int groupSize;
    private final Map<Table, Gaps> gaps = new EnumMap<>(Table.class);
    private final Map<Table, Habits> habits = new EnumMap<>(Table.class);
    private final Map<String, Long> leases;

    Committer(Session session, Turns turns, Shard shard, int groupSize) throws SQLException {
        this.session = session;
        this.turns = turns;
        this.shard = shard;
        this.groupSize = groupSize;
        leases = new HashMap<>(session.leases());
        session.commit();
        for (Table table : Table.values()) {
            gaps.put(table, new Gaps());
            habits.put(table, new Habits());
        }
    }

    @Override
    public void run() {
        for (List<Pending> group = turns.take(groupSize); !group.isEmpty(); group = turns.take(groupSize)) {
            List<Pending.Outcome> outcomes;
            long start = System.nanoTime();
            try {
                outcomes = carryOut(group);
            } catch (Error broken) {
                shard.fail(broken);
                group.forEach(pending -> pending.fail(broken));
                throw broken;
            } finally {
                turns.done(group);
            }
            count(outcomes, System.nanoTime() - start);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).end(outcomes.get(i));
            }
        }
    }

    private void count(List<Pending.Outcome> outcomes, long nanos) {
        Tally tally = shard.tally();
        tally.groups().increment();
        tally.batches().add(outcomes.size());
        tally.commitNanos().add(nanos);
        tally.refusals()
                .add(outcomes.stream().filter(how -> how.failed() != null).count());
    }

    private List<Pending.Outcome> carryOut(List<Pending> group) {
        try {
            return transaction(group);
        } catch (SQLException | RuntimeException refused) {
            List<Pending.Outcome> outcomes = new ArrayList<>();
            for (Pending pending : group) {
                outcomes.add(alone(pending, refused));
            }
            return outcomes;
        }
    }

    /** Tries one batch again, knowing nothing; what is refused now is the caller's. */
    private Pending.Outcome alone(Pending pending, Exception first) {
        try {
            undo(first);
            return transaction(List.of(pending)).getFirst();
        } catch (SQLException | IOException | RuntimeException failed) {
            try {
                undo(failed);
            } catch (SQLException | IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            return new Pending.Outcome(null, Reason.clean(failed), 0);
        }
    }

    /** Back to what is committed, in the database and in memory. */
    private void undo(Exception why) throws SQLException, IOException {
        if (why instanceof SQLException refused) {
            shard.judge(refused);
        }
        shard.check();
        session.rollback();
        gaps.values().forEach(Gaps::clear);
        habits.values().forEach(Habits::clear);
        leases.clear();
        leases.putAll(session.leases());
        session.commit();
    }

    private List<Pending.Outcome> transaction(List<Pending> group) throws SQLException {
        List<Pending.Outcome> outcomes = new ArrayList<>(group.size());
        for (Pending pending : group) {
            outcomes.add(apply(pending));
        }
        session.commit();
        return outcomes;
    }

    private Pending.Outcome apply(Pending pending) throws SQLException {
        String owner = pending.leaseOwner();
        if (owner != null) {
            long token = leases.getOrDefault(owner, 0L) + 1;
            session.lease(owner, token);
            leases.put(owner, token);
            return new Pending.Outcome(null, null, token);
        }
        for (Batch.Condition condition : pending.batch().conditions()) {
            if (!holds(condition, pending.batch())) {
                return new Pending.Outcome(condition, null, 0);
            }
        }
        for (Batch.Change change : pending.batch().changes()) {
            switch (change) {
                case Batch.Put(Table table, byte[] key, byte[] value) -> put(table, key, value);
                case Batch.Delete(Table table, byte[] key) -> session.delete(table, key);
            }
        }
        return Pending.Outcome.DONE;
    }

    private boolean holds(Batch.Condition condition, Batch batch) throws SQLException {
        return switch (condition) {
            case Batch.Expect(Table table, byte[] key, byte[] value) -> Arrays.equals(session.get(table, key), value);
            case Batch.ExpectAbsent(Table table, byte[] key) ->
                (gaps.get(table).contains(key) && inserts(batch, table, key)) || !look(table, key);
            case Batch.ExpectNone(Table table, byte[] from, byte[] to) -> isEmpty(table, from, to);
            case Batch.Fence fence ->
                fence.lease().token() == leases.getOrDefault(fence.lease().owner(), 0L)
                        && fence.lease().token() > 0;
        };
    }

    /** Whether Derby would notice if the key were not absent. */
    private static boolean inserts(Batch batch, Table table, byte[] key) {
        if (batch.changes().size() > 50) {
            return false;
        }
        for (Batch.Change change : batch.changes()) {
            if (change.table() == table && Arrays.equals(change.key(), key)) {
                return change instanceof Batch.Put;
            }
        }
        return false;
    }

    private boolean isEmpty(Table table, byte[] from, byte[] to) throws SQLException {
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return true;
        }
        byte[] next = session.next(table, from);
        return next == null || Arrays.compareUnsigned(next, to) >= 0;
    }

    /** Whether the key exists; learns of the gap when it does not. */
    private boolean look(Table table, byte[] key) throws SQLException {
        byte @Nullable [] next = session.next(table, key);
        if (Arrays.equals(next, key)) {
            return true;
        }
        if (!gaps.get(table).contains(key)) {
            gaps.get(table).learn(key, next);
        }
        return false;
    }

    /** One statement where it is known or guessed what is there, otherwise a look first: a failed INSERT costs thirty looks. */
    private void put(Table table, byte[] key, byte[] value) throws SQLException {
        Gaps known = gaps.get(table);
        if (known.contains(key)) {
            session.insert(table, key, value);
            known.inserted(key);
            return;
        }
        Habits habit = habits.get(table);
        Habits.Guess guess = habit.guess(key);
        boolean existed = switch (guess) {
            case EXISTS -> session.update(table, key, value);
            case NEW -> !session.tryInsert(table, key, value);
            case UNKNOWN -> look(table, key);
        };
        habit.learn(key, existed);
        if (existed && guess != Habits.Guess.EXISTS) {
            session.update(table, key, value);
        } else if (!existed && guess != Habits.Guess.NEW) {
            if (guess == Habits.Guess.EXISTS) {
                look(table, key);
            }
            session.insert(table, key, value);
            known.inserted(key);
        }
    }
}
