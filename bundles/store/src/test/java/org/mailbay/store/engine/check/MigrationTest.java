package org.mailbay.store.engine.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.store.Account;
import org.mailbay.store.Changes;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.engine.snapshot.SnapshotFiles;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;
import org.mailbay.store.spi.Schema;

final class MigrationTest {
    private static final ObjectType NOTE = new ObjectType("Note", 'n');
    private static final Column.Number LENGTH = new Column.Number(1);
    private static final int COUNT = 2_500;

    /** The revision that also counts, and writes in capitals. */
    private static final Schema TODAY = new Schema() {
        @Override
        public ObjectType type() {
            return NOTE;
        }

        @Override
        public Map<String, Column> columns() {
            return Map.of("length", LENGTH);
        }

        @Override
        public @Nullable Stored renew(Row row, byte[] bytes) {
            return row.get(LENGTH) == bytes.length
                    ? null
                    : new Stored(row.with(LENGTH, bytes.length), new byte[] {'A', 'B', 'C', 'D'}.clone());
        }
    };

    @TempDir
    Path folder;

    private final MemoryRecordDriver records = new MemoryRecordDriver(1L << 30);
    private final MemoryBlobDriver blobs = new MemoryBlobDriver(1L << 30);
    private @Nullable JmapStore store;

    private JmapStore start() {
        JmapStore made = new JmapStore(Rig.LIMITS, InstantSource.system(), new SnapshotFiles(folder));
        made.bindRecords(records);
        made.bindBlobs(blobs);
        store = made;
        return made;
    }

    @AfterEach
    void stop() {
        if (store != null) {
            store.stop();
        }
    }

    private static Call request(String method) {
        return Call.of(method, "");
    }

    private static Map<String, Object> migrate(MigrateArea area) throws Exception {
        assertThat(request("POST").answer(area).status()).isEqualTo(202);
        while (request("GET").to(area).get("running").equals(true)) {
            Thread.sleep(5);
        }
        return request("GET").to(area);
    }

    @Test
    void oldObjectsAreWrittenAnewAndNoClientHearsOfIt() throws Exception {
        JmapStore first = start();
        Account account = first.create(new TenantId(1));
        List<ObjectId> ids = new ArrayList<>();
        for (int i = 0; i < COUNT / 100; i++) {
            account.write(tx -> {
                for (int k = 0; k < 100; k++) {
                    ids.add(tx.create(NOTE, Row.EMPTY, "abcd".getBytes(StandardCharsets.US_ASCII), List.of()));
                }
                return true;
            });
        }
        first.stop();
        JmapStore second = start();
        account = second.account(account.id()).orElseThrow();
        Objects before = account.snapshot().objects(NOTE);
        long state = before.state();
        List<Set<String>> heard = new ArrayList<>();
        second.bindListener((of, modSeq, types) -> heard.add(types));
        MigrateArea area = new MigrateArea(second);
        area.bindSchema(TODAY);
        assertThat(migrate(area)).containsEntry("objectsRenewed", (long) COUNT).containsEntry("accountsFailed", 0);
        Objects after = account.snapshot().objects(NOTE);
        assertThat(after.state()).isEqualTo(state);
        assertThat(account.changes(NOTE, state, 10))
                .isEqualTo(new Changes.Since(state, false, List.of(), List.of(), List.of(), false));
        for (ObjectId id : ids) {
            int ordinal = after.ordinal(id);
            assertThat(after.get(LENGTH, ordinal)).isEqualTo(4);
            assertThat(after.modSeq(ordinal)).isEqualTo(before.modSeq(before.ordinal(id)));
            assertThat(after.createdModSeq(ordinal)).isEqualTo(before.createdModSeq(before.ordinal(id)));
        }
        assertThat(account.bytes(ids.getFirst()))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("ABCD");
        assertThat(heard).allSatisfy(types -> assertThat(types).isEmpty());
        assertThat(second.check()).isEmpty();
        assertThat(migrate(area)).containsEntry("objectsRenewed", 0L);

        ObjectId one = ids.get(7);
        account.write(tx -> {
            tx.update(NOTE, one, Row.EMPTY.with(LENGTH, 9));
            return true;
        });
        assertThat(account.changes(NOTE, state, 10))
                .isInstanceOfSatisfying(
                        Changes.Since.class,
                        since -> assertThat(since.updated()).containsExactly(one));
        second.stop();
        JmapStore third = start();
        assertThat(third.account(account.id())
                        .orElseThrow()
                        .snapshot()
                        .objects(NOTE)
                        .state())
                .isGreaterThan(state);
        assertThat(third.check()).isEmpty();
    }

    @Test
    void whoseModelIsAwayIsLeftAlone() throws Exception {
        JmapStore only = start();
        Account account = only.create(new TenantId(1));
        account.write(tx -> tx.create(NOTE, Row.EMPTY, new byte[5], List.of()));
        MigrateArea area = new MigrateArea(only);
        assertThat(migrate(area)).containsEntry("objectsLookedAt", 1L).containsEntry("objectsRenewed", 0L);
        assertThatThrownBy(() -> request("PUT").to(area)).isInstanceOf(AdminProblem.class);
        area.stop();
    }
}
