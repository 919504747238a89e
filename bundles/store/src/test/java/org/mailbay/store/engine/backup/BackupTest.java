package org.mailbay.store.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.store.engine.history.World.assertSame;
import static org.mailbay.store.engine.history.World.picture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Call;
import org.mailbay.admin.spi.Progress;
import org.mailbay.blob.fs.BlobFs;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Changes;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.derby.DerbyDriver;
import org.mailbay.store.engine.FakeMaster;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.engine.Shipped;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.Models;
import org.mailbay.store.engine.history.RestoreArea;
import org.mailbay.store.engine.history.World;
import org.mailbay.store.engine.history.World.Picture;
import org.mailbay.store.engine.keys.DataKey;
import org.mailbay.store.engine.outbox.Outbox;
import org.mailbay.store.engine.recovery.FullRestore;
import org.mailbay.store.spi.OutboxWorker;
import org.mailbay.tck.records.Seed;

final class BackupTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger pauses = new AtomicInteger();
    private int keep = 7;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    /** A store on a data folder; with a file that says so, restored first. */
    private Rig rig(String name) throws IOException {
        return rig(name, null);
    }

    private Rig rig(String name, @Nullable FakeMaster master) throws IOException {
        Path data = Files.createDirectories(folder.resolve(name));
        DerbyDriver records = Shipped.records(data);
        BlobFs blobs = Shipped.blobs(data);
        Rig rig = new Rig(records, blobs);
        rig.restoring = data;
        rig.master = master;
        rig.encryption = master != null;
        rig.restart();
        open.add(rig);
        return rig;
    }

    private Path copies() {
        return folder.resolve("copies");
    }

    private Backups backups(Rig rig) {
        Backups.Config config = (Backups.Config) Proxy.newProxyInstance(
                Backups.class.getClassLoader(),
                new Class<?>[] {Backups.Config.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "folder" -> copies().toString();
                    case "keep" -> keep;
                    default -> method.getDefaultValue();
                });
        return new Backups(
                rig.store,
                () -> {
                    pauses.incrementAndGet();
                    return pauses::decrementAndGet;
                },
                config);
    }

    /** What an outbox hands over, until there are so many. */
    private static List<String> handedOver(Rig rig, int count) throws InterruptedException {
        List<String> seen = new CopyOnWriteArrayList<>();
        CountDownLatch left = new CountDownLatch(count);
        Outbox outbox = new Outbox(rig.store, (Outbox.Config) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(),
                new Class<?>[] {Outbox.Config.class},
                (proxy, method, arguments) -> method.getDefaultValue()));
        outbox.bindWorker(new OutboxWorker() {
            @Override
            public String topic() {
                return "mail";
            }

            @Override
            public void work(AccountId account, byte[] payload) {
                seen.add(new String(payload, StandardCharsets.UTF_8));
                left.countDown();
            }
        });
        assertThat(left.await(30, TimeUnit.SECONDS)).as(seen.toString()).isTrue();
        outbox.stop();
        return seen;
    }

    /** Twice rather than never. */
    @Test
    void tomorrowsCopyDoesNotKeepTheServerFromStopping() throws Exception {
        Backups backups = backups(rig("first"));
        backups.schedule();
        Thread stopping = Thread.ofVirtual().start(backups::stop);
        assertThat(stopping.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void whatWasAskedForWhenTheCopyWasMadeIsDoneAfterItCameBack() throws Exception {
        Rig rig = rig("first");
        Instant later = Instant.ofEpochMilli(rig.millis.get() + 60_000);
        rig.store.create(new TenantId(1)).write(tx -> {
            tx.outbox("mail", "now".getBytes(StandardCharsets.UTF_8));
            tx.outbox("mail", "later".getBytes(StandardCharsets.UTF_8), later);
            return true;
        });
        String name = backups(rig).run(copies(), Progress.NONE).name();
        assertThat(handedOver(rig, 1)).containsExactly("now");

        Path data = Files.createDirectories(folder.resolve("second"));
        Files.writeString(data.resolve(FullRestore.FILE), copies().resolve(name) + "\n", StandardCharsets.UTF_8);
        Rig again = rig("second");
        again.millis.addAndGet(60_000);
        assertThat(handedOver(again, 2)).containsExactlyInAnyOrder("now", "later");
        assertThat(again.store.check()).isEmpty();
    }

    private static Map<String, Long> given(Account account, ObjectId box) {
        Map<String, Long> given = new HashMap<>();
        given.put("modSeq", account.snapshot().modSeq());
        given.put("uid", account.snapshot().uidNext(box.number()));
        return given;
    }

    @Test
    void everythingComesBackAndNothingIsGivenTwice() throws Exception {
        World world = new World(Seed.random("everythingComesBackAndNothingIsGivenTwice"));
        Rig rig = rig("first");
        AccountId id = rig.store.create(new TenantId(1)).id();
        AccountId other = rig.store.create(new TenantId(2)).id();
        ObjectId box = rig.store.space(id).write(tx -> tx.create(World.BOX, Row.EMPTY, new byte[0], List.of()));
        Row inBox = Row.EMPTY.with(World.BOXES, List.of(Member.in(box)));
        for (int i = 0; i < 30; i++) {
            world.step(rig.store.space(id));
            world.step(rig.store.space(other));
        }
        if (rig.store.space(id).image().row(box) == null) {
            box = rig.store.space(id).write(tx -> tx.create(World.BOX, Row.EMPTY, new byte[0], List.of()));
        }
        Picture then = picture(rig.store.space(id), 0);
        Picture otherThen = picture(rig.store.space(other), 0);
        BackupRun.Result result = backups(rig).run(copies(), Progress.NONE);
        assertThat(pauses).hasValue(0);
        assertThat(result.manifest().accounts()).isEqualTo(3);

        Row row = Row.EMPTY.with(World.BOXES, List.of(Member.in(box)));
        ObjectId lost = rig.store.space(id).write(tx -> tx.create(World.EMAIL, row, new byte[0], List.of()));
        AccountId lostAccount = rig.store.create(new TenantId(1)).id();
        Map<String, Long> given = given(rig.store.space(id), box);
        assertThat(inBox).isNotNull();

        Path data = Files.createDirectories(folder.resolve("second"));
        Files.writeString(
                data.resolve(FullRestore.FILE), copies().resolve(result.name()) + "\n", StandardCharsets.UTF_8);
        Rig again = rig("second");
        assertSame(picture(again.store.space(id), 0), then);
        assertSame(picture(again.store.space(other), 0), otherThen);
        assertThat(again.store.check()).isEmpty();
        assertThat(data.resolve(FullRestore.FILE)).doesNotExist();
        assertThat(data.resolve("restored-from-" + result.name())).exists();

        Account account = again.store.space(id);
        long state = account.snapshot().objects(World.EMAIL).state();
        assertThat(state).isGreaterThan(given.get("modSeq"));
        for (long seen = 1; seen <= given.get("modSeq"); seen++) {
            assertThat(account.changes(World.EMAIL, seen, 100)).isEqualTo(new Changes.TooOld());
        }
        ObjectId fresh = account.write(tx -> tx.create(World.EMAIL, row, new byte[0], List.of()));
        assertThat(fresh.number()).isGreaterThan(lost.number());
        assertThat(again.store
                        .space(id)
                        .image()
                        .row(fresh)
                        .get(World.BOXES)
                        .getFirst()
                        .uid())
                .isGreaterThanOrEqualTo(given.get("uid"));
        assertThat(account.changes(World.EMAIL, state, 100))
                .isInstanceOfSatisfying(
                        Changes.Since.class,
                        since -> assertThat(since.created()).containsExactly(fresh));
        assertThat(again.store.create(new TenantId(1)).id()).isGreaterThan(lostAccount);
        again.restart();
        assertThat(again.store.check()).isEmpty();
    }

    @Test
    void anOlderCopyIsReadableAfterAKeyWasRotatedAndItsBlobsWereWrittenAnew() throws Exception {
        Rig rig = rig("first", new FakeMaster(1));
        AccountId id = rig.store.create(new TenantId(1)).id();
        Space space = rig.store.space(id);
        List<BlobRef> refs = new ArrayList<>();
        for (int size : new int[] {100, 2 << 20}) {
            refs.add(space.blobs().seal(new byte[size]));
        }
        space.write(tx -> tx.create(World.EMAIL, Row.EMPTY, new byte[1], refs));
        String older = backups(rig).run(copies(), Progress.NONE).name();
        rig.store.shards().keys().rotate(new TenantId(1));
        for (BlobRef ref : refs) {
            assertThat(rewrite(rig, ref)).isTrue();
        }
        rig.millis.addAndGet(1_000);
        backups(rig).run(copies(), Progress.NONE);
        rig.store.stop();

        Path data = Files.createDirectories(folder.resolve("second"));
        Files.writeString(
                data.resolve(FullRestore.FILE), copies().resolve(older).toString(), StandardCharsets.UTF_8);
        Rig second = rig("second", new FakeMaster(1));
        for (BlobRef ref : refs) {
            try (BlobInput input =
                    second.store.space(id).blobs().open(ref, 0, ref.size()).orElseThrow()) {
                assertThat(input.content().readAllBytes()).hasSize((int) ref.size());
            }
        }
        assertThat(second.store.shards().keys().list())
                .extracting(DataKey::state)
                .containsExactly(DataKey.State.RETIRED, DataKey.State.CURRENT);
        assertThat(second.store.check()).isEmpty();
    }

    private static boolean rewrite(Rig rig, BlobRef ref) throws IOException {
        var blobs = rig.store.shards().main().blobs();
        try {
            return blobs.enter().rewrite(rig.store.shards().keys().key(new TenantId(1)), ref);
        } finally {
            blobs.exit();
        }
    }

    @Test
    void aRestoreThatWasKilledAndThenFailsIsNotTakenForDone() throws Exception {
        Rig rig = rig("first");
        AccountId id = rig.store.create(new TenantId(1)).id();
        new World(Seed.random("aRestoreThatWasKilledAndThenFails")).step(rig.store.space(id));
        Picture then = picture(rig.store.space(id), 0);
        String name = backups(rig).run(copies(), Progress.NONE).name();
        Path data = Files.createDirectories(folder.resolve("second"));
        Files.writeString(data.resolve(FullRestore.FILE), copies().resolve(name).toString(), StandardCharsets.UTF_8);
        Files.write(data.resolve(FullRestore.FILE + ".done"), List.of("begun records main"), StandardCharsets.UTF_8);
        Path records = copies().resolve(name).resolve("records");
        Files.move(records, folder.resolve("away"));
        Rig second = rig("second");
        second.store.stop();
        second.limits = new org.mailbay.store.engine.Limits(
                64 << 20, 50_000, Duration.ofDays(30), Duration.ofMillis(600), Duration.ofSeconds(5), 0);
        second.restart();
        assertThatThrownBy(() -> second.store.accounts()).isInstanceOf(IOException.class);
        assertThat(data.resolve(FullRestore.FILE)).exists();
        Files.move(folder.resolve("away"), records);
        second.restart();
        assertSame(picture(second.store.space(id), 0), then);
        assertThat(second.store.check()).isEmpty();
    }

    @Test
    void aRestoreCutShortGoesOnAndNeverReplacesWhatIsThere() throws Exception {
        Rig rig = rig("first");
        AccountId id = rig.store.create(new TenantId(1)).id();
        new World(Seed.random("aRestoreCutShortGoesOn")).step(rig.store.space(id));
        Picture then = picture(rig.store.space(id), 0);
        String name = backups(rig).run(copies(), Progress.NONE).name();
        Path data = Files.createDirectories(folder.resolve("second"));
        Files.writeString(data.resolve(FullRestore.FILE), copies().resolve(name).toString(), StandardCharsets.UTF_8);
        // The process dies after each of its steps: the marks that were not yet written are taken away again.
        Rig second = rig("second");
        assertSame(picture(second.store.space(id), 0), then);
        second.store.stop();
        for (List<String> marks : List.of(
                List.of("begun blobs main", "begun records main"),
                List.of("begun records main", "done records main", "begun blobs main"))) {
            Files.writeString(
                    data.resolve(FullRestore.FILE), copies().resolve(name).toString(), StandardCharsets.UTF_8);
            Files.write(data.resolve(FullRestore.FILE + ".done"), marks, StandardCharsets.UTF_8);
            second.restart();
            assertSame(picture(second.store.space(id), 0), then);
            assertThat(second.store.check()).isEmpty();
            assertThat(data.resolve(FullRestore.FILE)).doesNotExist();
        }
        Files.writeString(data.resolve(FullRestore.FILE), copies().resolve(name).toString(), StandardCharsets.UTF_8);
        second.limits = new org.mailbay.store.engine.Limits(
                64 << 20, 50_000, Duration.ofDays(30), Duration.ofMillis(600), Duration.ofSeconds(5), 0);
        second.restart();
        assertThatThrownBy(() -> second.store.accounts()).isInstanceOf(IOException.class);
        assertThat(data.resolve(FullRestore.FILE)).exists();
        Files.delete(data.resolve(FullRestore.FILE));
        Files.delete(data.resolve(FullRestore.FILE + ".done"));
        second.restart();
        assertSame(picture(second.store.space(id), 0), then);
    }

    @Test
    void oneAccountComesBackInPlaceAndAsAnotherOne() throws Exception {
        World world = new World(Seed.random("oneAccountComesBackInPlaceAndAsAnotherOne"));
        Rig rig = rig("first");
        AccountId id = rig.store.create(new TenantId(1)).id();
        for (int i = 0; i < 40; i++) {
            world.step(rig.store.space(id));
        }
        Picture then = picture(rig.store.space(id), 0);
        Backups backups = backups(rig);
        String name = backups.run(copies(), Progress.NONE).name();
        for (int i = 0; i < 40; i++) {
            world.step(rig.store.space(id));
        }
        AdminResponse preview = ask(rig, backups, id, Map.of("copy", name, "preview", true, "mode", "exact"));
        AdminResponse done = ask(rig, backups, id, Map.of("copy", name, "mode", "exact"));
        assertThat(done.body().get("types")).isEqualTo(preview.body().get("types"));
        assertSame(picture(rig.store.space(id), 0), then);

        // Blobs that are gone from the store come out of the copy.
        var blobs = rig.store.space(id).shard().blobs().enter();
        List<org.mailbay.store.BlobRef> all = new ArrayList<>();
        blobs.list(all::add);
        blobs.remove(all);
        rig.store.space(id).shard().blobs().exit();
        rig.restart();
        Backups anew = backups(rig);
        Set<AccountId> seen = new HashSet<>();
        rig.store.bindListener((account, modSeq, types) -> {
            if (isThere(rig, account)) {
                seen.add(account);
            }
        });
        AdminResponse made = ask(rig, anew, id, Map.of("copy", name, "new", true));
        AccountId twin = AccountId.parse((String) made.body().get("account")).orElseThrow();
        assertSame(picture(rig.store.space(twin), 0), then);
        assertThat(rig.store.accounts()).contains(twin);
        assertThat(seen).containsExactly(twin);
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("copy", name, "new", "true"), Map.of("copy", name, "new", true, "preview", true))) {
            assertThatThrownBy(() -> ask(rig, anew, id, wrong)).isInstanceOf(AdminProblem.class);
        }
        assertThat(rig.store.check()).isEmpty();
        assertThatThrownBy(() -> ask(rig, anew, id, Map.of("copy", "../x"))).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> ask(rig, anew, twin, Map.of("copy", name))).hasMessageContaining("has no account");
    }

    private static boolean isThere(Rig rig, AccountId account) {
        try {
            return rig.store.account(account).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AdminResponse ask(Rig rig, Backups backups, AccountId id, Map<String, Object> body)
            throws AdminProblem, IOException {
        return Call.of("POST", "")
                .variable("account", id.toString())
                .body(body)
                .answer(new FromBackupArea(rig.store, backups, new RestoreArea(rig.store, new Models())));
    }

    @Test
    void theOldestCopiesGoAndWhatIsUnfinishedIsNone() throws Exception {
        Rig rig = rig("first");
        rig.store.create(new TenantId(1));
        keep = 2;
        Backups backups = backups(rig);
        assertThat(backups.age()).isNull();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            names.add(backups.run(copies(), Progress.NONE).name());
            rig.millis.addAndGet(1_000);
        }
        Files.createDirectories(copies().resolve("20200101T000000.000Z/records"));
        assertThat(BackupRun.names(copies(), true)).isEqualTo(names.subList(1, 3));
        assertThat(backups.age()).isEqualTo(Duration.ofSeconds(1));
        backups.run(copies(), Progress.NONE);
        assertThat(BackupRun.names(copies(), false)).isEmpty();
        assertThat(Call.of("GET", "").to(new BackupArea(backups)).get("items"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(2);
    }

    @Test
    void aCopyThatFailsIsSaidAndCountsAsNone() throws Exception {
        Rig rig = rig("first");
        rig.store.create(new TenantId(1));
        Backups backups = backups(rig);
        backups.run(copies(), Progress.NONE);
        rig.millis.addAndGet(1_000);
        Path blobs = copies().resolve("blobs");
        Files.move(blobs, folder.resolve("away"));
        Files.writeString(blobs, "in the way");
        assertThatThrownBy(() -> backups.run(copies(), Progress.NONE)).isInstanceOf(IOException.class);
        assertThat(pauses).hasValue(0);
        assertThat(BackupRun.names(copies(), true)).hasSize(1);
        assertThat(new BackupHealth(backups).execute().getStatus())
                .isEqualTo(org.apache.felix.hc.api.Result.Status.CRITICAL);
        Files.delete(blobs);
        Files.move(folder.resolve("away"), blobs);
        backups.run(copies(), Progress.NONE);
        assertThat(BackupRun.names(copies(), true)).hasSize(2);
        assertThat(new BackupHealth(backups).execute().isOk()).isTrue();
    }

    @Test
    void theHourComesOnceADay() throws Exception {
        Backups backups = backups(rig("first"));
        Duration until = backups.untilHour(Instant.parse("2026-11-22T20:15:00Z"));
        assertThat(until).isPositive().isLessThanOrEqualTo(Duration.ofDays(1));
        Instant at = Instant.parse("2026-11-22T20:15:00Z").plus(until);
        assertThat(at.atZone(java.time.ZoneId.systemDefault()).getHour()).isEqualTo(3);
        assertThat(backups.untilHour(at)).isEqualTo(Duration.ofDays(1));
    }
}
