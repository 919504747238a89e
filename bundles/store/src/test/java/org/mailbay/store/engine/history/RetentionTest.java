package org.mailbay.store.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.store.engine.history.World.assertSame;
import static org.mailbay.store.engine.history.World.picture;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Call;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.Limits;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.World.Picture;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Table;

final class RetentionTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Rig rig = new Rig();
    private final AccountId id;

    RetentionTest() throws IOException {
        id = rig.store.create(new TenantId(1)).id();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Space space() throws IOException {
        return rig.store.space(id);
    }

    private void retention(Duration time) {
        Limits now = rig.limits;
        rig.limits = new Limits(
                now.cacheBytes(),
                now.logTransactions(),
                now.logTime(),
                now.patience(),
                now.drain(),
                now.tenantsPerShard(),
                time);
        rig.restart();
    }

    private ObjectId create() throws IOException {
        return space().write(tx -> tx.create(World.EMAIL, Row.EMPTY, new byte[] {1}, List.of()));
    }

    private void word(ObjectId email, String word) throws IOException {
        space().<Void, IOException>write(tx -> {
            tx.update(World.EMAIL, email, Row.EMPTY.with(World.WORDS, List.of(word)));
            return null;
        });
    }

    private int undos() throws IOException {
        int[] count = {0};
        byte[] first = Keys.undos(id);
        var records = space().shard().records().enter().records();
        try {
            records.scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
                count[0]++;
                return true;
            });
        } finally {
            space().shard().records().exit();
        }
        return count[0];
    }

    private AdminResponse ask(Map<String, Object> body) throws AdminProblem, IOException {
        RestoreArea area = new RestoreArea(rig.store, new Models());
        return Call.of("POST", "")
                .variable("account", space().id().toString())
                .body(body)
                .answer(area);
    }

    private String at(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    @Test
    void creationsLeaveNothingBehind() throws Exception {
        create();
        int before = rig.records.rows.get();
        create();
        // STATE, OBJ, LOG and the head.
        assertThat(rig.records.rows.get() - before).isEqualTo(4);
        assertThat(undos()).isZero();
    }

    @Test
    void aSecretIsGoneWithItsObject() throws Exception {
        ObjectId other = create();
        ObjectId secret = space().write(tx -> tx.create(World.EMAIL, Row.EMPTY, new byte[] {7, 7, 7}, List.of()));
        long modSeq = space().snapshot().modSeq();
        space().<Void, IOException>write(tx -> {
            tx.keepNoPast(World.EMAIL);
            tx.update(World.EMAIL, secret, Row.EMPTY.with(World.WORDS, List.of("x")), new byte[] {7, 7, 8}, List.of());
            return null;
        });
        space().<Void, IOException>write(tx -> {
            tx.keepNoPast(World.EMAIL);
            tx.destroy(World.EMAIL, secret);
            return null;
        });
        assertThat(undos()).isZero();
        word(other, "changed");
        ask(Map.of("modSeq", modSeq));
        assertThat(space().image().row(secret)).isNull();
        assertThat(space().image().row(other).get(World.WORDS)).isEmpty();
    }

    @Test
    void whatIsOlderThanTheRetentionGoesAndIsNotOffered() throws Exception {
        ObjectId email = create();
        for (int day = 0; day < 20; day++) {
            word(email, "w" + day);
            rig.millis.addAndGet(DAY);
        }
        long now = rig.millis.get();
        Pruner pruner = new Pruner(rig.store);
        try {
            assertThat(pruner.prune()).isEqualTo(13);
            assertThat(pruner.prune()).isZero();
        } finally {
            pruner.stop();
        }
        assertThat(undos()).isEqualTo(7);
        assertThatThrownBy(() -> ask(Map.of("at", at(now - 8 * DAY)))).hasMessageContaining("not kept");
        assertThatThrownBy(() -> ask(Map.of("modSeq", 5))).hasMessageContaining("Kept are");
        ask(Map.of("ago", "P6DT1H"));
        assertThat(space().image().row(email).get(World.WORDS)).containsExactly("w13");
        assertThat(Call.of("GET", "")
                        .variable("account", space().id().toString())
                        .to(new HistoryArea(rig.store)))
                .containsEntry("transactions", 8L)
                .containsEntry("first", at(now - 7 * DAY));
    }

    @Test
    void manyTransactionsArePrunedInBatches() throws Exception {
        ObjectId email = create();
        for (int i = 0; i < 1_200; i++) {
            word(email, "w" + i % 7);
        }
        rig.millis.addAndGet(8 * DAY);
        int commits = rig.records.commits.get();
        Pruner pruner = new Pruner(rig.store);
        try {
            assertThat(pruner.prune()).isEqualTo(1_200);
        } finally {
            pruner.stop();
        }
        assertThat(rig.records.commits.get() - commits).isEqualTo(3);
    }

    @Test
    void aClockThatGoesBackTakesNothingAway() throws Exception {
        ObjectId email = create();
        word(email, "first");
        Picture then = picture(space(), 0);
        long noon = rig.millis.get();
        rig.millis.addAndGet(-3 * DAY);
        word(email, "second");
        rig.millis.addAndGet(1_000);
        word(email, "third");
        Pruner pruner = new Pruner(rig.store);
        try {
            assertThat(pruner.prune()).isZero();
        } finally {
            pruner.stop();
        }
        ask(Map.of("modSeq", then.modSeq(), "mode", "exact"));
        assertSame(picture(space(), 0), then);
        ask(Map.of("at", at(noon - 3 * DAY)));
        assertThat(space().image().row(email).get(World.WORDS)).containsExactly("second");
    }

    @Test
    void turnedOffAndOnThePastBeginsAnew() throws Exception {
        ObjectId email = create();
        word(email, "first");
        retention(Duration.ZERO);
        word(email, "second");
        assertThat(space().read(Table.SYS, Keys.past(id))).isNull();
        Pruner pruner = new Pruner(rig.store);
        try {
            assertThat(pruner.prune()).isEqualTo(1);
        } finally {
            pruner.stop();
        }
        retention(Duration.ofDays(7));
        long since = space().snapshot().modSeq();
        word(email, "third");
        assertThatThrownBy(() -> ask(Map.of("modSeq", since - 1))).hasMessageContaining("Kept are");
        ask(Map.of("modSeq", since));
        assertThat(space().image().row(email).get(World.WORDS)).containsExactly("second");
    }

    @Test
    void turnedOffNothingIsKept() throws Exception {
        retention(Duration.ZERO);
        BlobRef blob = World.blob(space(), 3);
        ObjectId email = space().write(tx -> tx.create(World.EMAIL, Row.EMPTY, new byte[] {1}, List.of(blob)));
        space().<Void, IOException>write(tx -> {
            tx.destroy(World.EMAIL, email);
            return null;
        });
        assertThat(undos()).isZero();
        assertThat(space().read(Table.SYS, Keys.reference(blob, id, email))).isNull();
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void aBlobThatIsGoneIsSaid() throws Exception {
        BlobRef blob = World.blob(space(), 3);
        ObjectId email = space().write(tx -> tx.create(World.EMAIL, Row.EMPTY, new byte[] {1}, List.of(blob)));
        long then = space().snapshot().modSeq();
        space().<Void, IOException>write(tx -> {
            tx.destroy(World.EMAIL, email);
            return null;
        });
        var blobs = space().shard().blobs().enter();
        blobs.remove(List.of(blob));
        space().shard().blobs().exit();
        rig.restart();
        assertThat(ask(Map.of("modSeq", then)).body().get("types"))
                .isEqualTo(Map.of("Email", Map.of("restored", 0L, "changed", 0L, "destroyed", 0L, "lost", 1L)));
        assertThat(space().image().row(email)).isNull();
    }

    @Test
    void wrongRequestsAreRefused() throws Exception {
        assertThatThrownBy(() -> ask(Map.of())).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> ask(Map.of("at", "yesterday"))).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> ask(Map.of("ago", "PT0S", "mode", "some"))).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> ask(Map.of("ago", "PT0S", "previev", true))).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> ask(Map.of("ago", "PT0S", "preview", "no"))).isInstanceOf(AdminProblem.class);
        RestoreArea area = new RestoreArea(rig.store, new Models());
        assertThatThrownBy(() -> Call.of("POST", "")
                        .variable("account", AccountId.SYSTEM.toString())
                        .body(Map.of("ago", "PT0S"))
                        .to(area))
                .hasMessageContaining("own account");
    }
}
