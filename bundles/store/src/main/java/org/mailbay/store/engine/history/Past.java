package org.mailbay.store.engine.history;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.record.IndexRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.spi.Table;

/** An account as it was after one transaction. */
final class Past implements Goal {
    private final Space space;
    private final long modSeq;

    /** @param modSeq of the transaction; see {@link Horizon} for which can be asked for */
    Past(Space space, long modSeq) {
        this.space = space;
        this.modSeq = modSeq;
    }

    @Override
    public void objects(ObjectVisitor visitor) throws IOException {
        Undos undos = new Undos(space, modSeq, Table.STATE, Table.OBJ);
        for (SortedMap<byte[], Undos.Old> some = undos.next(); !some.isEmpty(); some = undos.next()) {
            for (Map.Entry<byte[], Undos.Old> entry : some.entrySet()) {
                byte @Nullable [] state = entry.getValue().first;
                byte @Nullable [] object = entry.getValue().second;
                if (state == null) {
                    throw new IOException("an object was replaced without its row: let the store be checked");
                }
                StateRow was = StateRow.read(state);
                if (!isYounger(was.created())) {
                    visitor.object(
                            Keys.objectOf(entry.getKey()), was.row(), object == null ? null : ObjRow.read(object));
                }
            }
        }
    }

    @Override
    public void index(IndexVisitor visitor) throws IOException {
        Undos undos = new Undos(space, modSeq, Table.IDX, null);
        for (SortedMap<byte[], Undos.Old> some = undos.next(); !some.isEmpty(); some = undos.next()) {
            for (Map.Entry<byte[], Undos.Old> entry : some.entrySet()) {
                byte @Nullable [] stored = entry.getValue().first;
                IndexRow was = stored == null ? null : IndexRow.read(stored);
                visitor.row(entry.getKey(), was == null || isYounger(was.modSeq()) ? null : was.value());
            }
        }
    }

    @Override
    public boolean isYounger(long createdBy) {
        return createdBy > modSeq;
    }
}
