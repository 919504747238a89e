package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectType;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;

/** RFC 8620 §6: a quota for what nothing refers to; what is over goes in date order. */
final class UploadsTest {
    private static final ObjectType EMAIL = new ObjectType("Email", 'm');

    private static final Duration DAY = Duration.ofDays(1);

    /** 100 bytes, 4 blobs. */
    private final Rig rig = new Rig(new Limits(
            64 << 20,
            50_000,
            Duration.ofDays(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            0,
            Duration.ZERO,
            0,
            100,
            4));

    private Account account = rig.store.create(new TenantId(1));

    private int made;

    UploadsTest() throws IOException {}

    @AfterEach
    void close() {
        rig.close();
    }

    private BlobRef seal(int size) throws IOException {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) ++made;
        try (BlobSink sink = account.blobs().create(size)) {
            sink.write(bytes, 0, size);
            return sink.seal();
        }
    }

    private BlobRef upload(int size) throws IOException {
        BlobRef blob = seal(size);
        upload(blob);
        return blob;
    }

    private void upload(BlobRef blob) throws IOException {
        rig.millis.incrementAndGet();
        account.blobs().upload(blob, DAY);
    }

    private boolean has(BlobRef blob) throws IOException {
        Optional<BlobInput> input = account.blobs().open(blob, 0, 1);
        if (input.isPresent()) {
            input.get().close();
        }
        return input.isPresent();
    }

    @Test
    void bytesAreBounded_andTheOldestGo() throws Exception {
        BlobRef first = upload(40);
        BlobRef second = upload(40);
        BlobRef third = upload(20);
        assertThat(List.of(has(first), has(second), has(third)))
                .as("exactly as much as there may be")
                .containsOnly(true);
        BlobRef fourth = upload(41);
        assertThat(has(first)).isFalse();
        assertThat(has(second)).as("41 needs more room than the first had").isFalse();
        assertThat(has(third)).isTrue();
        assertThat(has(fourth)).isTrue();
        assertThat(rig.store.shards().main().guard().evicted()).containsExactly(2, 80);
    }

    @Test
    void theNumberIsBounded() throws Exception {
        BlobRef first = upload(1);
        BlobRef second = upload(1);
        upload(1);
        upload(1);
        assertThat(has(first)).isTrue();
        upload(first); // counts anew: now the second is the oldest
        upload(1);
        assertThat(has(first)).isTrue();
        assertThat(has(second)).isFalse();
    }

    @Test
    void whatIsReferredToDoesNotCount() throws Exception {
        BlobRef unused = upload(30);
        BlobRef used = upload(60);
        account.write(tx -> tx.create(EMAIL, Row.EMPTY, new byte[0], List.of(used)));
        BlobRef third = upload(60);
        assertThat(has(unused)).isTrue();
        assertThat(has(used)).isTrue();
        assertThat(has(third)).isTrue();
    }

    @Test
    void whatIsOverCountsNoMore() throws Exception {
        BlobRef old = upload(60);
        BlobRef longer = seal(30);
        account.blobs().upload(longer, DAY.multipliedBy(3));
        rig.millis.addAndGet(DAY.toMillis() + 1);
        upload(60);
        assertThat(has(old)).isFalse();
        assertThat(has(longer)).isTrue();
    }

    @Test
    void whoWantsItForLongerKeepsIt() throws Exception {
        BlobRef blob = upload(60);
        account.blobs().hold(blob, DAY.multipliedBy(2));
        upload(60);
        assertThat(has(blob)).isTrue();
    }

    @Test
    void theOrderSurvivesARestart() throws Exception {
        BlobRef first = upload(50);
        BlobRef second = upload(50);
        rig.restart();
        account = rig.store.account(account.id()).orElseThrow();
        upload(50);
        assertThat(has(first)).isFalse();
        assertThat(has(second)).isTrue();
        assertThat(rig.store.check()).isEmpty();
    }

    @Test
    void eachUserHasItsOwn() throws Exception {
        BlobRef mine = upload(100);
        Account other = rig.store.create(new TenantId(1));
        other.blobs().upload(seal(100), DAY);
        assertThat(has(mine)).isTrue();
    }

    @Test
    void whatHasNoRoomAloneIsRefused_andNothingGoesForIt() throws Exception {
        BlobRef small = upload(1);
        BlobRef large = seal(101);
        assertThatThrownBy(() -> account.blobs().upload(large, DAY)).isInstanceOf(OverQuotaException.class);
        assertThat(has(large)).isFalse();
        assertThat(has(small)).isTrue();
    }
}
