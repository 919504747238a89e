package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.keys.DataKey;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

final class EncryptionTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');

    private final SealedBlobs blobs = new SealedBlobs(new MemoryBlobDriver(1L << 30));
    private final Rig rig = new Rig(
            new Limits(64 << 20, 50_000, Duration.ofDays(30), Duration.ofMillis(300), Duration.ofSeconds(10), 0),
            new MemoryRecordDriver(1L << 30),
            blobs);

    @AfterEach
    void close() {
        rig.close();
    }

    private void encrypt(FakeMaster master) {
        rig.encryption = true;
        rig.master = master;
        rig.restart();
    }

    private static BlobRef put(Account account, int content) throws IOException {
        BlobRef ref;
        try (BlobSink sink = account.blobs().create(1)) {
            sink.write(new byte[] {(byte) content}, 0, 1);
            ref = sink.seal();
        }
        account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[1], List.of(ref)));
        return ref;
    }

    private Account account(AccountId id) throws IOException {
        return rig.store.account(id).orElseThrow();
    }

    private byte[] row(byte[] key) throws IOException {
        rig.store.stop();
        try (Records records = rig.records.open(new ShardId("main"))) {
            return records.get(Table.SYS, key);
        }
    }

    private Result.Status health() {
        return new StoreHealth(rig.store).execute().getStatus();
    }

    @Test
    void withoutEncryptionNothingIsSealedAndNoMasterKeyIsNeeded() throws Exception {
        Account account = rig.store.create(new TenantId(1));
        assertThat(blobs.sealed.get(put(account, 1))).isZero();
        assertThat(rig.store.shards().keys().list()).isEmpty();
        assertThat(rig.store.shards().keys().wrappings()).containsEntry("plain", 1);
    }

    @Test
    void eachTenantHasAKeyOfItsOwn() throws Exception {
        encrypt(new FakeMaster(1));
        AccountId one = rig.store.create(new TenantId(1)).id();
        AccountId other = rig.store.create(new TenantId(2)).id();
        BlobRef first = put(account(one), 1);
        assertThat(blobs.sealed.get(first)).isEqualTo(1);
        assertThat(blobs.sealed.get(put(account(other), 1))).isEqualTo(2);
        rig.restart();
        assertThat(blobs.sealed.get(put(account(one), 2))).isEqualTo(1);
        account(one).blobs().open(first, 0, 1).orElseThrow().close();
        assertThat(rig.store.shards().keys().list())
                .extracting(DataKey::number, key -> key.tenant().number(), DataKey::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, 1L, DataKey.State.CURRENT),
                        org.assertj.core.groups.Tuple.tuple(2, 2L, DataKey.State.CURRENT));
        assertThat(health()).isEqualTo(Result.Status.OK);
    }

    @Test
    void plainKeysAreWrappedWhenEncryptionBegins() throws Exception {
        AccountId id = rig.store.create(new TenantId(1)).id();
        BlobRef before = put(account(id), 1);
        encrypt(new FakeMaster(1));
        assertThat(put(account(id), 1)).as("the naming key is the same").isEqualTo(before);
        assertThat(rig.store.shards().keys().wrappings())
                .containsEntry("plain", 0)
                .containsEntry("current", 2);
        assertThat(row(Keys.tenant(1))[0]).isEqualTo((byte) 2);
        rig.encryption = false;
        rig.restart();
        assertThatThrownBy(() -> rig.store.account(id)).hasMessageContaining("[store] encryption is not true now");
    }

    @Test
    void withoutAMasterKeyNothingIsOpenedAndEverybodyIsTold() throws Exception {
        rig.encryption = true;
        rig.restart();
        int opened = rig.records.open.get();
        assertThatThrownBy(() -> rig.store.create(new TenantId(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no master key");
        assertThat(rig.records.open.get()).isEqualTo(opened);
        assertThat(health()).isEqualTo(Result.Status.CRITICAL);
        FakeMaster master = new FakeMaster(1);
        rig.store.bindMasterKey(master);
        Account account = rig.store.create(new TenantId(1));
        assertThat(blobs.sealed.get(put(account, 1))).isEqualTo(1);
        assertThat(health()).isEqualTo(Result.Status.OK);
        rig.store.unbindMasterKey(master);
        assertThat(blobs.sealed.get(put(account, 2))).as("what is open goes on").isEqualTo(1);
        assertThat(health()).isEqualTo(Result.Status.CRITICAL);
        Account stranger = rig.store.create(new TenantId(2));
        assertThatThrownBy(() -> put(stranger, 1)).hasMessageContaining("there is no master key");
    }

    @Test
    void aWrongMasterKeyIsFoundBeforeAnythingIsDone() throws Exception {
        encrypt(new FakeMaster(1));
        AccountId id = rig.store.create(new TenantId(1)).id();
        put(account(id), 1);
        rig.master = new FakeMaster(9);
        rig.restart();
        assertThatThrownBy(() -> rig.store.account(id)).hasMessageContaining("fake-1 is not here");
        assertThat(health()).isEqualTo(Result.Status.CRITICAL);
        rig.store.bindMasterKey(new FakeMaster(1));
        put(account(id), 2);
        assertThat(health()).isEqualTo(Result.Status.OK);
    }

    private void openIndex(KeyedSearch driver) throws IOException {
        rig.store.bindSearch(driver);
        Shard main = rig.store.shards().main();
        main.search().enter(Duration.ofMillis(50));
        main.search().exit();
    }

    @Test
    void anIndexIsOpenedWithAMasterKeyThatIsKnownToBeRight() throws Exception {
        KeyedSearch search = new KeyedSearch();
        openIndex(search);
        assertThat(search.keys).containsExactly(Optional.empty());
        search.keys.clear();
        rig.encryption = true;
        rig.restart();
        assertThatThrownBy(() -> openIndex(search)).hasMessageContaining("there is no master key");
        FakeMaster right = new FakeMaster(1);
        encrypt(right);
        put(rig.store.create(new TenantId(1)), 1);
        openIndex(search);
        assertThat(search.keys).containsExactly(Optional.of(right));
        // A driver would give its index up.
        encrypt(new FakeMaster(9));
        assertThatThrownBy(() -> openIndex(search)).hasMessageContaining("fake-1 is not here");
        rig.encryption = false;
        rig.restart();
        assertThatThrownBy(() -> openIndex(search)).hasMessageContaining("[store] encryption is not true now");
        assertThat(search.keys).hasSize(1);
    }

    @Test
    void anotherMasterKeyWrapsAllKeysAnewAndTheOldOneCanGo() throws Exception {
        FakeMaster master = new FakeMaster(1);
        encrypt(master);
        AccountId id = rig.store.create(new TenantId(1)).id();
        BlobRef ref = put(account(id), 1);
        assertThat(rig.store.shards().keys().isStale()).isFalse();
        master.rotate(2);
        assertThat(rig.store.shards().keys().isStale()).isTrue();
        assertThat(rig.store.shards().keys().wrappings()).containsEntry("old", 2);
        assertThat(rig.store.shards().keys().rewrap()).isEqualTo(2);
        assertThat(rig.store.shards().keys().isStale()).isFalse();
        master.forget(1);
        rig.restart();
        account(id).blobs().open(ref, 0, 1).orElseThrow().close();
        master.rotate(3);
        rig.restart();
        account(id);
        assertThat(rig.store.shards().keys().wrappings()).containsEntry("current", 2);
    }

    @Test
    void aRotatedKeyIsUsedAtOnceAndTheOldOneStillOpens() throws Exception {
        encrypt(new FakeMaster(1));
        AccountId id = rig.store.create(new TenantId(1)).id();
        BlobRef old = put(account(id), 1);
        assertThat(rig.store.shards().keys().rotate(new TenantId(1))).isEqualTo(2);
        assertThat(blobs.sealed.get(put(account(id), 2))).isEqualTo(2);
        rig.restart();
        assertThat(blobs.sealed.get(put(account(id), 3))).isEqualTo(2);
        account(id).blobs().open(old, 0, 1).orElseThrow().close();
        assertThat(rig.store.shards().keys().list())
                .extracting(DataKey::state)
                .containsExactly(DataKey.State.RETIRED, DataKey.State.CURRENT);
        rig.store.shards().keys().unused(List.of(1, 2));
        assertThat(rig.store.shards().keys().list())
                .extracting(DataKey::state)
                .containsExactly(DataKey.State.UNUSED, DataKey.State.CURRENT);
        assertThat(rig.store.shards().keys().list().toString()).doesNotContain("[B");
    }
}
