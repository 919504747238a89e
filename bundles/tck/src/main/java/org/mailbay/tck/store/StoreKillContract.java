package org.mailbay.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Store;
import org.mailbay.tck.kill.KilledChild;
import org.mailbay.tck.records.Seed;

/** What a store over durable drivers owes after {@code kill -9}. */
public interface StoreKillContract {
    /** The store under test. */
    DurableStoreTestee durable();

    /** How often the child is killed at least; {@code -Dmailbay.kills} for more. On a slow machine until every thread got through. */
    default int kills() {
        return Integer.getInteger("mailbay.kills", 5);
    }

    @Test
    default void everythingAcknowledgedIsInTheStoreAfterAKill(@TempDir Path data) throws Exception {
        Random random = Seed.random("everythingAcknowledgedIsInTheStoreAfterAKill");
        Map<Long, Long> acknowledged = new HashMap<>();
        for (int kill = 0; kill < kills() || acknowledged.size() < StoreVictim.THREADS && kill < 4 * kills(); kill++) {
            List<String> arguments = List.of(durable().getClass().getName(), data.toString());
            KilledChild.run(StoreVictim.class, arguments, random, 1_500, line -> {
                boolean mine = line.startsWith(StoreVictim.ACKNOWLEDGED);
                if (mine) {
                    String[] words = line.split(" ");
                    acknowledged.merge(Long.parseLong(words[1]), Long.parseLong(words[2]), Math::max);
                }
                return mine;
            });
            Store store = durable().start(data);
            try {
                for (long thread = 0; thread < StoreVictim.THREADS; thread++) {
                    compare(StoreVictim.account(store, thread), thread, acknowledged.getOrDefault(thread, 0L));
                }
                assertThat(store.check()).isEmpty();
            } finally {
                durable().stop(store);
            }
        }
        Seed.print(kills() + " kills; acknowledged: " + acknowledged.values());
        assertThat(acknowledged).as("every thread got through").hasSize(StoreVictim.THREADS);
    }

    private static void compare(Account account, long thread, long acknowledged) throws IOException {
        long last = account.write(tx -> StoreVictim.last(tx, thread));
        assertThat(last).isGreaterThanOrEqualTo(acknowledged);
        for (long number = Math.max(1, last - StoreVictim.KEPT + 1); number <= last; number++) {
            byte[] key = StoreVictim.key(thread, number);
            byte[] of = account.write(tx -> tx.index(StoreVictim.INDEX, key));
            assertThat(of).as("thing " + number + " of " + thread).isNotNull();
            ObjectId id = Things.EMAIL.id(ByteBuffer.wrap(of).getLong());
            var objects = account.snapshot().objects(Things.EMAIL);
            assertThat(objects.row(objects.ordinal(id))).isEqualTo(StoreVictim.row(thread, number));
            assertThat(account.bytes(id)).isEqualTo(key);
            byte[] content = StoreVictim.content(thread, number);
            try (BlobInput input = account.blobs()
                    .open(seal(account, content), 0, Long.MAX_VALUE)
                    .orElseThrow(() -> new IOException("the blob of " + id + " is gone"))) {
                assertThat(input.content().readAllBytes()).isEqualTo(content);
            }
        }
    }

    /** The name of content that is there. */
    private static BlobRef seal(Account account, byte[] content) throws IOException {
        try (BlobSink sink = account.blobs().create(content.length)) {
            sink.write(content, 0, content.length);
            return sink.seal();
        }
    }
}
