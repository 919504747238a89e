package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectType;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.history.Pruner;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.AccountLimits;
import org.mailbay.store.spi.Table;

/** Accounts that are removed, and what they may hold until then. */
final class RemovalTest {
    private static final ObjectType NOTE = new ObjectType("Note", 'N');
    private static final TenantId TENANT = new TenantId(3);

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static BlobRef seal(Account account, String content) throws IOException {
        try (BlobSink sink = account.blobs().create(content.length())) {
            sink.write(content.getBytes(StandardCharsets.US_ASCII), 0, content.length());
            return sink.seal();
        }
    }

    /** An account with everything that an account can have. */
    private Account filled(int objects, String word) throws IOException {
        Account account = rig.store.create(TENANT);
        BlobRef ref = seal(account, "shared");
        BlobRef own = seal(account, "of " + word);
        for (int i = 0; i < objects; i += 100) {
            int from = i;
            account.<Void, RuntimeException>write(tx -> {
                for (int j = from; j < Math.min(objects, from + 100); j++) {
                    tx.create(NOTE, Row.EMPTY, (word + j).getBytes(StandardCharsets.US_ASCII), List.of(ref, own));
                }
                tx.index("name", new byte[] {(byte) from}, new byte[] {1});
                tx.outbox("nobody", new byte[] {1});
                tx.outbox("nobody", new byte[] {2}, Instant.ofEpochMilli(rig.millis.get() + 1_000_000));
                return null;
            });
        }
        account.<Void, RuntimeException>write(tx -> {
            tx.destroy(NOTE, account.snapshot().objects(NOTE).id(0));
            return null;
        });
        return account;
    }

    /** All rows that name an account. */
    private List<String> rows(AccountId id) throws IOException {
        List<String> rows = new ArrayList<>();
        Shard shard = rig.store.shards().main();
        for (Table table : Table.values()) {
            shard.scan(table, Keys.first(id), Keys.after(id), (key, value) -> rows.add(table.toString()));
        }
        shard.scan(Table.SYS, Keys.outbox(id), Keys.afterPrefix(Keys.outbox(id)), (key, value) -> rows.add("outbox"));
        shard.scan(Table.SYS, Keys.delayed(), Keys.afterPrefix(Keys.delayed()), (key, value) -> {
            if (Keys.accountOfDelayed(key).equals(id)) {
                rows.add("delayed");
            }
            return true;
        });
        for (byte[] key : List.of(Keys.account(id), Keys.hidden(id))) {
            if (shard.get(Table.SYS, key) != null) {
                rows.add("registry");
            }
        }
        return rows;
    }

    @Test
    void nothingIsLeftOfItAndOthersStay() throws Exception {
        Account gone = filled(1_234, "gone");
        Account other = filled(50, "other");
        assertThat(rows(gone.id())).contains("OBJ", "STATE", "LOG", "IDX", "SYS", "outbox", "delayed", "registry");
        List<String> others = rows(other.id());

        assertThat(rig.store.remove(gone.id())).isTrue();
        assertThat(rig.store.account(gone.id())).isEmpty();
        assertThat(rig.store.accounts()).doesNotContain(gone.id()).contains(other.id());
        assertThat(rows(gone.id())).isEmpty();
        assertThat(rows(other.id())).isEqualTo(others);
        assertThat(rig.store.remove(gone.id())).isFalse();
        rig.tidy();
        assertThat(rig.store.check()).isEmpty();
        assertThat(other.bytes(other.snapshot()
                        .objects(NOTE)
                        .id(other.snapshot().objects(NOTE).all().toArray()[0])))
                .isEqualTo("other1".getBytes(StandardCharsets.US_ASCII));
        assertThat(rig.store.create(TENANT).id()).isGreaterThan(other.id());
    }

    @Test
    void whoStillHoldsItWritesNothing() throws Exception {
        Account gone = filled(10, "gone");
        rig.store.remove(gone.id());
        assertThatThrownBy(() -> gone.write(tx -> tx.create(NOTE, Row.EMPTY, new byte[1], List.of())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was removed");
        assertThat(rows(gone.id())).isEmpty();
        assertThat(rig.store.damaged()).isEmpty();
    }

    @Test
    void cutOffInBetweenTheRestGoesLater() throws Exception {
        AccountId gone = filled(1_500, "gone").id();
        rig.store.space(gone).remove(() -> rig.store.registry().hide(gone, TENANT));
        rig.restart();
        assertThat(rig.store.account(gone)).isEmpty();
        assertThat(rows(gone)).contains("OBJ", "registry");
        Pruner pruner = new Pruner(rig.store);
        pruner.prune();
        pruner.stop();
        assertThat(rows(gone)).isEmpty();
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void aFailedCommitLeavesItAsItWas() throws Exception {
        Account kept = filled(10, "kept");
        rig.fail(100, 0);
        assertThatThrownBy(() -> rig.store.remove(kept.id())).isInstanceOf(IOException.class);
        rig.fail(0, 0);
        assertThat(rig.store.account(kept.id())).isPresent();
        kept.<Void, RuntimeException>write(tx -> {
            tx.create(NOTE, Row.EMPTY, new byte[1], List.of());
            return null;
        });
        assertThat(rig.store.remove(kept.id())).isTrue();
        assertThat(rows(kept.id())).isEmpty();
    }

    @Test
    void theServersOwnStays() {
        assertThatThrownBy(() -> rig.store.remove(AccountId.SYSTEM)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAccountMayHoldWhatIsSaidOfItAndElseWhatIsSaidOfAll() throws Exception {
        Account account = rig.store.create(TENANT);
        assertThat(account.quotaLimit()).isZero();
        AccountLimits limits = id -> id.equals(account.id()) ? OptionalLong.of(1_000) : OptionalLong.empty();
        rig.store.bindLimits(limits);
        assertThat(account.quotaLimit()).isEqualTo(1_000);
        assertThat(Objects.requireNonNull(
                                rig.store.space(rig.store.create(TENANT).id()))
                        .quotaLimit())
                .isZero();
        assertThatThrownBy(() -> account.write(tx -> tx.create(NOTE, Row.EMPTY, new byte[1_100], List.of())))
                .isInstanceOf(OverQuotaException.class);
        account.write(tx -> tx.create(NOTE, Row.EMPTY, new byte[900], List.of()));
        assertThat(account.quotaUsed()).isEqualTo(900);
        rig.restart();
        assertThat(rig.store.account(account.id()).orElseThrow().quotaUsed())
                .as("from the head")
                .isEqualTo(900);
        rig.store.bindLimits(limits);
        rig.store.unbindLimits(limits);
        assertThat(rig.store.account(account.id()).orElseThrow().quotaLimit()).isZero();
    }
}
