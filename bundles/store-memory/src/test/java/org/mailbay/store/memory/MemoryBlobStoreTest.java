package org.mailbay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.ShardId;

class MemoryBlobStoreTest {
    private static final BlobKey KEY = new BlobKey(new byte[32]);

    @Test
    void sealsOnceAndReadsRanges() throws IOException {
        try (BlobStore store = new MemoryBlobDriver(10_000).open(new ShardId("s"))) {
            BlobRef ref = seal(store, new byte[] {1, 2, 3, 4});
            assertThat(seal(store, new byte[] {1, 2, 3, 4})).isEqualTo(ref);
            assertThat(store.size()).isEqualTo(4);
            try (BlobInput input = store.open(ref, 1, 2).orElseThrow()) {
                assertThat(input.content().readAllBytes()).containsExactly(2, 3);
            }
            assertThat(store.open(ref, 3, 9).orElseThrow().length()).isEqualTo(1);
            assertThat(store.open(ref, 9, 9).orElseThrow().length()).isZero();
            assertThat(store.scrub(ref)).isEmpty();
            List<BlobRef> all = new ArrayList<>();
            store.list(all::add);
            assertThat(all).containsExactly(ref);
            store.remove(List.of(ref, ref));
            assertThat(store.contains(ref)).isFalse();
            assertThat(store.open(ref, 0, 1)).isEmpty();
            assertThat(store.scrub(ref)).isPresent();
            assertThat(store.size()).isZero();
        }
    }

    @Test
    void anAbandonedSinkLeavesNothing() throws IOException {
        BlobStore store = new MemoryBlobDriver(10_000).open(new ShardId("s"));
        try (BlobSink sink = store.create(KEY, -1)) {
            sink.write(new byte[100], 0, 100);
            assertThat(store.size()).isEqualTo(100);
            assertThatThrownBy(() -> sink.write(new byte[10_000], 0, 10_000)).isInstanceOf(IOException.class);
        }
        assertThat(store.size()).isZero();
        store.close();
        assertThatThrownBy(() -> store.create(KEY, -1)).isInstanceOf(IOException.class);
    }

    private static BlobRef seal(BlobStore store, byte[] content) throws IOException {
        try (BlobSink sink = store.create(KEY, content.length)) {
            sink.write(content, 0, content.length);
            return sink.seal();
        }
    }
}
