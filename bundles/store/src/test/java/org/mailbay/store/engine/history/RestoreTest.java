package org.mailbay.store.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.store.engine.history.World.assertSame;
import static org.mailbay.store.engine.history.World.picture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Changes;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.World.Picture;
import org.mailbay.store.spi.Schema;
import org.mailbay.tck.records.Seed;

final class RestoreTest {
    private final Rig rig = new Rig();
    private final Models models = new Models();
    private AccountId id;

    @AfterEach
    void close() {
        rig.close();
    }

    private Space space() throws IOException {
        if (id == null) {
            id = rig.store.create(new TenantId(1)).id();
        }
        return rig.store.space(id);
    }

    private Report restore(long modSeq, Restore.Mode mode, boolean preview) throws IOException {
        return new Restore(rig.store, models, space(), new Past(space(), modSeq), mode, preview).run();
    }

    /** Pictures of an account's life. */
    private List<Picture> live(World world, int steps) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            world.step(space());
            pictures.add(picture(space(), rig.millis.get()));
            rig.millis.addAndGet(world.random.nextInt(10) == 0 ? -2_000 : 1_000);
            if (step % 30 == 0) {
                rig.restart();
            }
        }
        return pictures;
    }

    @Test
    void anAccountBecomesExactlyWhatItWasBackAndForth() throws Exception {
        World world = new World(Seed.random("anAccountBecomesExactlyWhatItWasBackAndForth"));
        List<Picture> pictures = live(world, 120);
        for (int i = 0; i < 15; i++) {
            Picture then = pictures.get(world.random.nextInt(pictures.size()));
            Report foreseen = restore(then.modSeq(), Restore.Mode.EXACT, true);
            long before = space().snapshot().modSeq();
            if (foreseen.objects() > 0) {
                assertThat(picture(space(), 0).things()).isNotEqualTo(then.things());
            }
            Report report = restore(then.modSeq(), Restore.Mode.EXACT, false);
            assertThat(report.body().get("types")).isEqualTo(foreseen.body().get("types"));
            assertThat(report.lost()).isZero();
            assertSame(picture(space(), 0), then);
            assertThat(space().snapshot().modSeq()).isEqualTo(before + report.transactions());
            assertThat(restore(then.modSeq(), Restore.Mode.EXACT, false).transactions())
                    .isZero();
            world.step(space());
            pictures.add(picture(space(), 0));
        }
        assertThat(rig.store.check()).isEmpty();
        rig.restart();
        assertSame(picture(space(), 0), pictures.getLast());
    }

    @Test
    void whatCameSinceStaysUnlessItIsToGo() throws Exception {
        World world = new World(Seed.random("whatCameSinceStaysUnlessItIsToGo"));
        List<Picture> pictures = live(world, 100);
        for (int i = 0; i < 8; i++) {
            Picture then = pictures.get(world.random.nextInt(pictures.size()));
            Picture now = picture(space(), 0);
            restore(then.modSeq(), Restore.Mode.KEEP, false);
            Picture after = picture(space(), 0);
            assertThat(after.things()).containsAllEntriesOf(then.things());
            for (ObjectId here : after.things().keySet()) {
                if (!then.things().containsKey(here)) {
                    assertThat(after.things()).containsEntry(here, now.things().get(here));
                }
            }
            assertThat(after.things().keySet()).containsAll(now.things().keySet());
            pictures.add(after);
        }
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void cutShortAnywhereItIsEndedByRunningItAgain() throws Exception {
        World world = new World(Seed.random("cutShortAnywhereItIsEndedByRunningItAgain"));
        for (int life = 0; life < 4; life++) {
            id = null;
            List<Picture> pictures = live(world, 40);
            Picture then = pictures.get(world.random.nextInt(pictures.size()));
            space().write(tx -> {
                for (int i = 0; i < 400; i++) {
                    tx.create(World.EMAIL, Row.EMPTY, new byte[] {1}, List.of());
                }
                return null;
            });
            Picture full = picture(space(), 0);
            rig.records.before = 40;
            rig.records.after = 40;
            run(then.modSeq());
            assertSame(picture(space(), 0), then);
            rig.records.before = 40;
            rig.records.after = 40;
            run(full.modSeq());
            assertSame(picture(space(), 0), full);
        }
        assertThat(rig.store.check()).isEmpty();
    }

    private void run(long modSeq) throws IOException {
        for (int attempt = 0; attempt < 200; attempt++) {
            try {
                restore(modSeq, Restore.Mode.EXACT, false);
                rig.records.before = 0;
                rig.records.after = 0;
                return;
            } catch (IOException cut) {
                rig.restart();
            }
        }
        throw new AssertionError("never ended");
    }

    @Test
    void clientsThatFollowSeeWhatHappened() throws Exception {
        World world = new World(Seed.random("clientsThatFollowSeeWhatHappened"));
        List<Picture> pictures = live(world, 80);
        Map<Long, Set<ObjectId>> known = new HashMap<>();
        for (Picture picture : pictures) {
            known.put(picture.modSeq(), new TreeSet<>(picture.things().keySet()));
        }
        restore(pictures.get(20).modSeq(), Restore.Mode.EXACT, false);
        restore(pictures.get(60).modSeq(), Restore.Mode.KEEP, false);
        for (ObjectType type : List.of(World.BOX, World.EMAIL)) {
            for (Map.Entry<Long, Set<ObjectId>> client : known.entrySet()) {
                Set<ObjectId> ids = new TreeSet<>(client.getValue());
                ids.removeIf(one -> one.letter() != type.letter());
                Changes.Since since = (Changes.Since) space().changes(type, client.getKey(), Integer.MAX_VALUE);
                assertThat(since.created()).noneMatch(ids::contains);
                assertThat(ids).containsAll(since.destroyed());
                ids.addAll(since.created());
                ids.removeAll(since.destroyed());
                Set<ObjectId> now = new TreeSet<>();
                Objects objects = space().snapshot().objects(type);
                objects.all().forEach(ordinal -> now.add(objects.id(ordinal)));
                assertThat(ids).isEqualTo(now);
            }
        }
    }

    @Test
    void modelsFollowUpInTheSameTransaction() throws Exception {
        List<Schema.Restored> told = new ArrayList<>();
        ObjectType thread = new ObjectType("Thread", 't');
        models.bindSchema(new Schema() {
            @Override
            public ObjectType type() {
                return World.EMAIL;
            }

            @Override
            public Map<String, Column> columns() {
                return Map.of();
            }

            @Override
            public void restored(Transaction tx, List<Restored> changes) {
                told.addAll(changes);
                tx.touch(thread, thread.id(1), Transaction.Touch.UPDATED);
            }
        });
        ObjectId box = space().write(tx -> tx.create(World.BOX, Row.EMPTY, new byte[0], List.of()));
        Row row = Row.EMPTY.with(World.BOXES, List.of(org.mailbay.store.Member.in(box)));
        BlobRef blob = World.blob(space(), 1);
        ObjectId email = space().write(tx -> tx.create(World.EMAIL, row, new byte[] {7}, List.of(blob)));
        long then = space().snapshot().modSeq();
        space().<Void, IOException>write(tx -> {
            tx.destroy(World.EMAIL, email);
            return null;
        });
        assertThat(space().blobs().open(blob, 0, 9)).isEmpty();
        Report report = restore(then, Restore.Mode.KEEP, false);
        assertThat(report.body().get("modelsAway")).isEqualTo(List.of());
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().before()).isNull();
        assertThat(told.getFirst().after().get(World.BOXES).getFirst().uid()).isEqualTo(2);
        try (var input = space().blobs().open(blob, 0, 9).orElseThrow()) {
            assertThat(input.length()).isEqualTo(blob.size());
        }
        long now = space().snapshot().modSeq();
        assertThat(now).isEqualTo(then + 2);
        assertThat(space().changes(thread, then, 9))
                .isInstanceOfSatisfying(
                        Changes.Since.class,
                        since -> assertThat(since.updated()).containsExactly(thread.id(1)));
        assertThat(space().changes(World.BOX, then, 9)).isInstanceOfSatisfying(Changes.Since.class, since -> {
            assertThat(since.updated()).containsExactly(box);
            assertThat(since.countsOnly()).isTrue();
        });
    }

    @Test
    void manyObjectsAreRestoredInSlices() throws Exception {
        List<ObjectId> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.addAll(space().write(tx -> {
                List<ObjectId> some = new ArrayList<>();
                for (int j = 0; j < 1_000; j++) {
                    some.add(tx.create(World.EMAIL, Row.EMPTY, new byte[20], List.of()));
                }
                return some;
            }));
        }
        Picture then = picture(space(), 0);
        for (int i = 0; i < 3; i++) {
            List<ObjectId> some = ids.subList(i * 1_000, i * 1_000 + 1_000);
            space().<Void, IOException>write(tx -> {
                some.forEach(one -> tx.destroy(World.EMAIL, one));
                return null;
            });
        }
        space().write(tx -> tx.create(World.EMAIL, Row.EMPTY, new byte[20], List.of()));
        rig.restart();
        Report report = restore(then.modSeq(), Restore.Mode.EXACT, false);
        assertThat(report.transactions()).isGreaterThan(10);
        assertSame(picture(space(), 0), then);
        assertThat(rig.store.check()).isEmpty();
    }
}
