package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.Account;
import org.mailbay.store.Column;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.engine.snapshot.SnapshotFiles;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

final class SnapshotsTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');
    private static final Column.Number RECEIVED = new Column.Number(1);
    private static final Column.Text NAME = new Column.Text(2);
    private static final Column.Words KEYWORDS = new Column.Words(5);
    private static final Column.Members IN = new Column.Members(6);

    @TempDir
    Path folder;

    private Rig rig;
    private final Random random = new Random(7);

    private Account start() throws IOException {
        rig = new Rig();
        rig.snapshots = folder;
        rig.restart();
        Account account = rig.store.create(new TenantId(1));
        for (int i = 0; i < 30; i++) {
            account.write(tx -> {
                for (int k = 0; k < 100; k++) {
                    tx.create(EMAIL, row(), new byte[3], List.of());
                }
                return true;
            });
        }
        return account;
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Row row() {
        List<Member> members = new ArrayList<>();
        for (long container = 1; container < 6; container++) {
            if (random.nextInt(3) == 0) {
                members.add(new Member(container, 0, 0, random.nextInt(5) == 0));
            }
        }
        return Row.EMPTY
                .with(RECEIVED, random.nextLong())
                .with(NAME, random.nextBoolean() ? "" : "ü" + random.nextInt(50))
                .with(KEYWORDS, random.nextBoolean() ? List.of() : List.of("$seen", "w" + random.nextInt(20)))
                .with(IN, members);
    }

    private void change(Account account, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            account.write(tx -> {
                ObjectId some = EMAIL.id(1 + random.nextInt(3_000));
                if (tx.row(some) == null) {
                    tx.create(EMAIL, row(), new byte[2], List.of());
                } else if (random.nextInt(5) == 0) {
                    tx.destroy(EMAIL, some);
                } else {
                    tx.update(EMAIL, some, row());
                }
                return true;
            });
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** The account after a restart; the check compares memory with the rows. */
    private Account again(Account account, boolean byFile) throws IOException {
        rig.restart();
        Account again = rig.store.account(account.id()).orElseThrow();
        assertThat(again.snapshot()).isNotNull();
        assertThat(rig.store.snapshots().read()).isEqualTo(byFile ? 1 : 0);
        assertThat(rig.store.check()).isEmpty();
        same(again, account);
        return again;
    }

    private static void same(Account a, Account b) {
        var left = a.snapshot().objects(EMAIL);
        var right = b.snapshot().objects(EMAIL);
        assertThat(left.all().toArray().length).isEqualTo(right.all().toArray().length);
        for (String word : List.of("$seen", "w3", "w19", "none")) {
            assertThat(ids(left, left.with(KEYWORDS, word))).isEqualTo(ids(right, right.with(KEYWORDS, word)));
        }
        for (long container = 1; container < 7; container++) {
            assertThat(ids(left, left.in(IN, container))).isEqualTo(ids(right, right.in(IN, container)));
            assertThat(a.snapshot().uidNext(container)).isEqualTo(b.snapshot().uidNext(container));
        }
        assertThat(ids(left, left.visible(IN))).isEqualTo(ids(right, right.visible(IN)));
        left.all().forEach(ordinal -> {
            ObjectId id = left.id(ordinal);
            int other = right.ordinal(id);
            assertThat(left.row(ordinal)).isEqualTo(right.row(other));
            assertThat(left.modSeq(ordinal)).isEqualTo(right.modSeq(other));
            assertThat(left.createdModSeq(ordinal)).isEqualTo(right.createdModSeq(other));
        });
    }

    private static List<ObjectId> ids(org.mailbay.store.Objects objects, org.mailbay.store.Ordinals ordinals) {
        List<ObjectId> ids = new ArrayList<>();
        ordinals.forEach(ordinal -> ids.add(objects.id(ordinal)));
        return ids;
    }

    @Test
    void whatIsClosedComesBackFromItsFile() throws Exception {
        Account account = start();
        change(account, 300);
        account.snapshot();
        Account second = again(account, true);
        change(second, 50);
        again(second, true);
    }

    @Test
    void whatWasNotClosedIsBroughtUpToDateFromTheLog() throws Exception {
        Account account = start();
        rig.restart();
        byte[] old = Files.readAllBytes(files().getFirst());
        account = rig.store.account(account.id()).orElseThrow();
        change(account, 400);
        rig.store.stop();
        Files.write(files().getFirst(), old);
        again(account, true);
    }

    @Test
    void aFlippedByteOrAMissingEndIsNoticed() throws Exception {
        Account account = start();
        rig.restart();
        byte[] sound = Files.readAllBytes(files().getFirst());
        for (int i = 0; i < 40; i++) {
            byte[] broken = i % 4 == 0 ? java.util.Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
            if (i % 4 != 0) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            }
            SnapshotFiles files = new SnapshotFiles(folder);
            Path file = folder.resolve("main/" + account.id().number() + ".image");
            Files.write(file, broken);
            assertThat(files.read(new ShardId("main"), account.id()))
                    .as("try " + i)
                    .isNull();
            assertThat(file).doesNotExist();
        }
        again(account, false);
    }

    @Test
    void aFileOfAnotherPastIsNotUsed() throws Exception {
        Account account = start();
        rig.restart();
        account = rig.store.account(account.id()).orElseThrow();
        long before = account.snapshot().modSeq();
        account.write(tx -> tx.create(EMAIL, row(), new byte[1], List.of()));
        rig.store.stop();
        byte[] object = Keys.object(account.id(), EMAIL.id(3_001));
        // As if the last transaction had been another one, after a restore from a copy.
        try (Records records = rig.records.open(new ShardId("main"))) {
            byte[] log = records.get(Table.LOG, Keys.log(account.id(), before + 1, 0));
            // Version, milliseconds, mark.
            log[1 + 6] ^= 1;
            StateRow state = StateRow.read(records.get(Table.STATE, object));
            records.commit(Batch.builder()
                    .put(Table.LOG, Keys.log(account.id(), before + 1, 0), log)
                    .put(
                            Table.STATE,
                            object,
                            new StateRow(
                                            state.modSeq(),
                                            state.created(),
                                            state.row().with(RECEIVED, 5))
                                    .value())
                    .build());
        }
        rig.restart();
        Account other = rig.store.account(account.id()).orElseThrow();
        assertThat(other.snapshot()
                        .objects(EMAIL)
                        .get(RECEIVED, other.snapshot().objects(EMAIL).ordinal(EMAIL.id(3_001))))
                .isEqualTo(5);
        assertThat(rig.store.snapshots().read()).isZero();
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void anAccountPutOutOfMemoryIsKept() throws Exception {
        Account account = start();
        Space space = (Space) account;
        assertThat(space.evict()).isTrue();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (rig.store.snapshots().written() == 0 && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        change(account, 10);
        assertThat(rig.store.snapshots().read()).isOne();
        assertThat(rig.store.check()).isEmpty();
    }
}
