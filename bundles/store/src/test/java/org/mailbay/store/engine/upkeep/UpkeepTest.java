package org.mailbay.store.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Call;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.FakeMaster;
import org.mailbay.store.engine.KeyedSearch;
import org.mailbay.store.engine.Limits;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.engine.SealedBlobs;
import org.mailbay.store.engine.keys.DataKey;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;

final class UpkeepTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');

    private final SealedBlobs blobs = new SealedBlobs(new MemoryBlobDriver(1L << 30));
    private final Rig rig = new Rig(
            new Limits(64 << 20, 50_000, Duration.ofDays(30), Duration.ofSeconds(5), Duration.ofSeconds(5), 0),
            new MemoryRecordDriver(1L << 30),
            blobs);
    private Upkeep upkeep = Settings.upkeep(rig, Settings.DEFAULT);
    private final AccountId id = rig.store.create(new TenantId(1)).id();

    UpkeepTest() throws IOException {}

    @AfterEach
    void close() {
        rig.close();
    }

    private void restart() {
        rig.restart();
        upkeep = Settings.upkeep(rig, Settings.DEFAULT);
    }

    private Account account() throws IOException {
        return rig.store.account(id).orElseThrow();
    }

    private BlobRef put(int content) throws IOException {
        BlobRef ref;
        try (BlobSink sink = account().blobs().create(1)) {
            sink.write(new byte[] {(byte) content, (byte) (content >> 8)}, 0, 2);
            ref = sink.seal();
        }
        account().write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of(ref)));
        return ref;
    }

    private List<BlobRef> put(int from, int to) throws IOException {
        List<BlobRef> refs = new ArrayList<>();
        for (int content = from; content < to; content++) {
            refs.add(put(content));
        }
        return refs;
    }

    /** Lets time pass and upkeep work. */
    private void pass(Duration time) {
        long end = rig.millis.get() + time.toMillis();
        while (rig.millis.get() < end) {
            rig.millis.set(Math.min(end, Math.max(rig.millis.get() + 1, upkeep.tick())));
        }
        upkeep.tick();
    }

    private static AdminResponse ask(AdminResource area, String method, Map<String, Object> body, String... path)
            throws Exception {
        return Call.of(method, List.of(path)).body(body).answer(area);
    }

    @Test
    void aMisspeltFieldIsNamed() {
        Map<String, AdminResource> areas = Map.of(
                "scrub", new UpkeepArea(upkeep), "collect", new GarbageArea(upkeep), "rotate", new KeysArea(upkeep));
        for (String path : areas.keySet()) {
            AdminResource area = areas.get(path);
            assertThatThrownBy(() -> ask(area, "POST", Map.of("gracehours", 1), path))
                    .as(path)
                    .hasMessageContaining("no field \"gracehours\"");
        }
    }

    @Test
    void everyBlobIsReadOnceInARoundAndRestartsDoNotStartItAnew() throws Exception {
        put(0, 300);
        pass(Duration.ofDays(10));
        int third = blobs.scrubbed.get();
        assertThat(third).isBetween(50, 150);
        restart();
        pass(Duration.ofDays(19));
        assertThat(blobs.scrubbed.get()).isBetween(270, 300);
        pass(Duration.ofDays(1).plusHours(1));
        assertThat(blobs.scrubbed.get()).isBetween(300, 303);
    }

    @Test
    void aDamagedBlobIsNamedAndNeverRemovedAndForgottenWhenItIsWellAgain() throws Exception {
        List<BlobRef> refs = put(0, 20);
        blobs.damaged.add(refs.get(7));
        UpkeepArea area = new UpkeepArea(upkeep);
        assertThat(ask(area, "POST", Map.of(), "scrub").status()).isEqualTo(202);
        pass(Duration.ofMinutes(10));
        assertThat(ask(area, "GET", Map.of()).body().get("damaged").toString())
                .contains(refs.get(7).toString(), "a byte was flipped");
        assertThat(new UpkeepHealth(upkeep).execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        restart();
        pass(Duration.ofMinutes(10));
        assertThat(new UpkeepHealth(upkeep).execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
        account().blobs().open(refs.get(7), 0, 1).orElseThrow().close();
        blobs.damaged.clear();
        upkeep.scrubbing().ask(upkeep.now());
        pass(Duration.ofHours(1));
        assertThat(new UpkeepHealth(upkeep).execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void whenEncryptionBeginsOldBlobsAreSealedOnce() throws Exception {
        List<BlobRef> refs = put(0, 50);
        pass(Duration.ofHours(1));
        assertThat(blobs.rewritten.get()).isZero();
        rig.encryption = true;
        rig.master = new FakeMaster(1);
        restart();
        assertThat(blobs.sealed.get(put(99))).isEqualTo(1);
        pass(Duration.ofHours(1));
        assertThat(blobs.rewritten.get()).isEqualTo(50);
        refs.forEach(ref -> assertThat(blobs.sealed.get(ref)).isEqualTo(1));
        restart();
        pass(Duration.ofDays(3));
        assertThat(blobs.rewritten.get()).isEqualTo(50);
    }

    @Test
    void aRotatedKeyIsUnusedWhenAllBlobsWereWrittenAnew() throws Exception {
        rig.encryption = true;
        rig.master = new FakeMaster(1);
        restart();
        List<BlobRef> refs = put(0, 30);
        BlobRef bad = refs.get(3);
        blobs.damaged.add(bad);
        try (BlobSink slow = account().blobs().create(1)) {
            KeysArea area = new KeysArea(upkeep);
            assertThat(ask(area, "POST", Map.of("tenant", 1), "rotate").body()).containsEntry("key", 2);
            assertThatThrownBy(() -> ask(area, "POST", Map.of("tenant", 999), "rotate"))
                    .isInstanceOf(AdminProblem.class);
            pass(Duration.ofHours(1));
            assertThat(blobs.rewritten.get())
                    .as("a blob may yet be sealed with the old key")
                    .isZero();
            slow.write(new byte[500], 0, 500);
            refs.add(slow.seal());
        }
        account().write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of(refs.getLast())));
        pass(Duration.ofHours(1));
        assertThat(blobs.rewritten.get()).isEqualTo(30);
        assertThat(states()).containsExactly(DataKey.State.RETIRED, DataKey.State.CURRENT);
        blobs.damaged.clear();
        pass(Duration.ofHours(25));
        assertThat(blobs.rewritten.get()).isEqualTo(31);
        assertThat(states()).containsExactly(DataKey.State.UNUSED, DataKey.State.CURRENT);
        refs.forEach(ref -> assertThat(blobs.sealed.get(ref)).isEqualTo(2));
    }

    @Test
    void whatWasNotWrappedAnewBecauseAShardWasAwayIsLater() throws Exception {
        FakeMaster master = new FakeMaster(1);
        rig.encryption = true;
        rig.master = master;
        rig.limits =
                new Limits(64 << 20, 50_000, Duration.ofDays(30), Duration.ofMillis(300), Duration.ofSeconds(5), 1);
        restart();
        rig.store.create(new TenantId(7)).snapshot();
        put(0);
        assertThat(rig.store.shards().all()).hasSize(2);
        master.rotate(2);
        rig.records.broken = "main";
        upkeep.wake();
        upkeep.tick();
        assertThat(upkeep.failures()).containsKey("wrap");
        rig.records.broken = null;
        int opens = rig.records.opens.get();
        pass(Duration.ofMinutes(20));
        assertThat(upkeep.failures()).doesNotContainKey("wrap");
        assertThat(rig.records.opens.get() - opens).as("both shards").isGreaterThanOrEqualTo(2);
    }

    @Test
    void whileACopyIsMadeNothingIsWrittenAnew() throws Exception {
        rig.encryption = true;
        rig.master = new FakeMaster(1);
        restart();
        put(0, 5);
        upkeep.keys().rotate(new TenantId(1));
        try (Gate.Pause _ = upkeep.pause()) {
            pass(Duration.ofHours(2));
            assertThat(blobs.rewritten.get()).isZero();
        }
        pass(Duration.ofHours(1));
        assertThat(blobs.rewritten.get()).isEqualTo(5);
    }

    private List<DataKey.State> states() throws IOException {
        return upkeep.keys().list().stream().map(DataKey::state).toList();
    }

    @Test
    void keysAreWrappedAnewByItselfWhenTheMasterKeyChanges() throws Exception {
        FakeMaster master = new FakeMaster(1);
        rig.encryption = true;
        rig.master = master;
        restart();
        KeyedSearch search = new KeyedSearch();
        rig.store.bindSearch(search);
        put(1);
        master.rotate(2);
        pass(Duration.ofMinutes(10));
        assertThat(search.keys)
                .as("indexes were opened anew")
                .containsExactly(Optional.of(master), Optional.of(master));
        assertThat(upkeep.keys().wrappings()).containsEntry("old", 0).containsEntry("current", 2);
        master.rotate(3);
        KeysArea area = new KeysArea(upkeep);
        assertThat(ask(area, "POST", Map.of(), "rewrap").body()).containsEntry("wrapped", 2);
        Map<String, Object> shown = ask(area, "GET", Map.of()).body();
        assertThat(shown).containsEntry("master", "fake-3").containsEntry("encryption", true);
        assertThat(shown.toString()).contains("current").doesNotContain("[B");
        put(2);
    }

    @Test
    void withoutEncryptionThereIsNothingToRotate() {
        KeysArea area = new KeysArea(upkeep);
        assertThatThrownBy(() -> ask(area, "POST", Map.of("tenant", 1), "rotate"))
                .isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> ask(area, "POST", Map.of(), "rewrap")).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> ask(area, "DELETE", Map.of())).isInstanceOf(AdminProblem.class);
    }

    @Test
    void garbageGoesByItselfAndOnDemand() throws Exception {
        put(1);
        try (BlobSink sink = account().blobs().create(1)) {
            sink.seal();
        }
        GarbageArea area = new GarbageArea(upkeep);
        assertThat(ask(area, "GET", Map.of()).body().get("shards").toString()).contains("garbage={");
        assertThat(blobs.sealed).hasSize(2);
        pass(Duration.ofHours(20));
        assertThat(blobs.sealed).hasSize(2);
        assertThat(ask(area, "POST", Map.of("graceHours", 2), "collect").body()).containsEntry("graceHours", 2L);
        assertThat(blobs.sealed).hasSize(1);
        assertThatThrownBy(() -> ask(area, "POST", Map.of("graceHours", 0), "collect"))
                .isInstanceOf(AdminProblem.class);
        try (BlobSink sink = account().blobs().create(1)) {
            sink.seal();
        }
        pass(Duration.ofHours(40));
        assertThat(blobs.sealed).hasSize(1);
        assertThat(upkeep.removed()).containsExactly(2, 0);
    }

    @Test
    void wasteIsGivenBackInPieces() throws Exception {
        blobs.waste = 31 << 20;
        pass(Duration.ofHours(2));
        assertThat(blobs.waste).isEqualTo(31 << 20);
        blobs.waste = 100 << 20;
        pass(Duration.ofHours(2));
        assertThat(blobs.waste).isLessThan(32 << 20);
        assertThat(upkeep.compacting().given()).isGreaterThan(64 << 20);
        put(1);
    }

    @Test
    void figuresAreSaid() throws Exception {
        put(1);
        pass(Duration.ofDays(31));
        List<String> names = new ArrayList<>();
        new UpkeepMetrics(upkeep).measure(new org.mailbay.metrics.Metrics() {
            @Override
            public void counter(String name, String help, double value, String... labels) {
                names.add(name + "=" + (long) value);
            }

            @Override
            public void gauge(String name, String help, double value, String... labels) {
                names.add(name + "=" + (long) value);
            }
        });
        // Once, or twice where the second month has begun.
        assertThat(names)
                .contains("mailbay_store_blobs_damaged=0")
                .containsAnyOf("mailbay_store_scrubbed_blobs_total=1", "mailbay_store_scrubbed_blobs_total=2");
    }
}
