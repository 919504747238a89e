package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Column;
import org.mailbay.store.Finding;
import org.mailbay.store.Member;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

final class CheckTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');
    private static final Column.Members IN = new Column.Members(5);

    private final Rig rig = new Rig();
    private final AccountId account;
    private final ObjectId first;
    private final BlobRef ref;

    CheckTest() throws IOException {
        Account made = rig.store.create(new TenantId(1));
        account = made.id();
        try (BlobSink sink = made.blobs().create(3)) {
            sink.write(new byte[3], 0, 3);
            ref = sink.seal();
        }
        Row row = Row.EMPTY.with(IN, List.of(new Member(7, 0, 0, false)));
        first = made.write(tx -> tx.create(EMAIL, row, new byte[9], List.of(ref)));
        made.write(tx -> tx.create(EMAIL, row, new byte[9], List.of(ref)));
    }

    /** Changes rows behind a stopped store's back, and says what a new one finds. */
    private Set<String> codes(Batch.Builder damage) throws Exception {
        rig.store.stop();
        try (Records records = rig.records.open(new ShardId("main"))) {
            records.commit(damage.build());
        }
        rig.restart();
        Set<String> codes = new TreeSet<>();
        for (Finding finding : rig.store.check()) {
            assertThat(finding.account()).isEqualTo(account);
            codes.add(finding.code());
        }
        return codes;
    }

    private byte[] key() {
        return Keys.object(account, first);
    }

    private static Batch.Builder batch() {
        return Batch.builder();
    }

    private Head head() throws IOException {
        return Head.read(((Space) rig.store.account(account).orElseThrow()).read(Table.SYS, Keys.head(account)));
    }

    @Test
    void aSoundStoreHasNoFindings() throws Exception {
        assertThat(rig.store.check()).isEmpty();
        assertThat(codes(batch())).isEmpty();
    }

    @Test
    void aLostStateIsFound() throws Exception {
        assertThat(codes(batch().delete(Table.STATE, key()))).containsExactly("state-missing");
    }

    @Test
    void aLostObjectIsFound() throws Exception {
        assertThat(codes(batch().delete(Table.OBJ, key())))
                .containsExactly("object-missing", "quota-differs", "reference-orphan");
    }

    @Test
    void aLostReferenceIsFound() throws Exception {
        assertThat(codes(batch().delete(Table.SYS, Keys.reference(ref, account, first))))
                .containsExactly("reference-missing");
    }

    @Test
    void aReferenceOfNobodyIsFound() throws Exception {
        assertThat(codes(batch().put(Table.SYS, Keys.reference(ref, account, EMAIL.id(99)), BlobRow.value(3, 0))))
                .containsExactly("reference-orphan");
    }

    @Test
    void aLostBlobIsFound() throws Exception {
        BlobRef lost = new BlobRef(new byte[32], 3);
        assertThat(codes(batch().put(Table.OBJ, key(), new ObjRow(List.of(ref, lost), null, new byte[6]).value())
                        .put(Table.SYS, Keys.reference(lost, account, first), BlobRow.value(3, 0))))
                .containsExactly("blob-missing");
    }

    @Test
    void aGapInTheLogIsFound() throws Exception {
        assertThat(codes(batch().delete(Table.LOG, Keys.log(account, 2, 0)))).containsExactly("log-incomplete");
        assertThat(codes(batch().delete(Table.LOG, Keys.log(account, 3, 0)))).containsExactly("log-incomplete");
    }

    @Test
    void aHeadThatIsBehindIsFound() throws Exception {
        Head now = head();
        Head behind = new Head(now.tenant(), 2, 1, now.quotaUsed() + 1, 1, now.states());
        assertThat(codes(batch().put(Table.SYS, Keys.head(account), behind.value())))
                .containsExactly("number-ahead", "quota-differs", "state-ahead");
    }

    @Test
    void uidsThatAreNotUniqueAreFound() throws Exception {
        Row row = Row.EMPTY.with(IN, List.of(new Member(7, 2, 2, false)));
        assertThat(codes(batch().put(Table.STATE, key(), new StateRow(2, 2, row).value())
                        .put(Table.SYS, Keys.uid(account, 7), Scalars.number(2))))
                .containsExactly("uid-ahead", "uid-twice");
    }

    @Test
    void aTypeWithoutANameIsFound() throws Exception {
        assertThat(codes(batch().delete(Table.SYS, Keys.type('m')))).containsExactly("type-unknown");
    }

    @Test
    void holdsEnd() throws Exception {
        Account other = rig.store.create(new TenantId(1));
        other.blobs().hold(ref, Duration.ofMinutes(5));
        other.blobs().hold(ref, Duration.ofMinutes(1));
        rig.millis.addAndGet(Duration.ofMinutes(4).toMillis());
        assertThat(other.blobs().open(ref, 0, 1)).isPresent();
        rig.millis.addAndGet(Duration.ofMinutes(1).toMillis());
        assertThat(other.blobs().open(ref, 0, 1)).isEmpty();
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void aHoldOfYearsIsFound() throws Exception {
        long until = rig.millis.get() + Duration.ofDays(400).toMillis();
        assertThat(codes(batch().put(Table.SYS, Keys.hold(ref, account), BlobRow.value(3, until))))
                .containsExactly("hold-far");
    }

    @Test
    void aMissingKeyIsFound() throws Exception {
        assertThat(codes(batch().delete(Table.SYS, Keys.tenant(1)))).containsExactly("key-missing");
    }

    @Test
    void referencesAreLookedAtInPages() throws Exception {
        Batch.Builder many = batch();
        for (int number = 100; number < 2_600; number++) {
            many.put(Table.SYS, Keys.reference(ref, account, EMAIL.id(number)), BlobRow.value(3, 0));
        }
        rig.store.stop();
        try (Records records = rig.records.open(new ShardId("main"))) {
            records.commit(many.build());
        }
        rig.restart();
        assertThat(rig.store.check()).hasSize(2_500);
    }
}
