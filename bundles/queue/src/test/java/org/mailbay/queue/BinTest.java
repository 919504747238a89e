package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Room;
import org.mailbay.testkit.MemoryStore;

/** Content is removed, many pieces at a time. */
final class BinTest {
    private final List<Integer> removals = new CopyOnWriteArrayList<>();

    private Room counting(Room room) {
        return (Room) Proxy.newProxyInstance(
                Room.class.getClassLoader(), new Class<?>[] {Room.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("remove")) {
                        removals.add(((Collection<?>) arguments[0]).size());
                    }
                    return method.invoke(room, arguments);
                });
    }

    private static BlobRef blob(Room room) throws IOException {
        try (BlobSink sink = room.create(1)) {
            sink.write(new byte[1], 0, 1);
            return sink.seal();
        }
    }

    private static List<BlobRef> blobs(Room room) throws IOException {
        List<BlobRef> blobs = new ArrayList<>();
        room.blobs(blobs::add);
        return blobs;
    }

    @Test
    void whatIsThrownAwayIsRemovedByAFewCalls() throws Exception {
        try (MemoryStore store = new MemoryStore()) {
            Room room = store.annex().room("queue");
            Bin bin = new Bin(counting(room));
            for (int i = 0; i < 3_000; i++) {
                bin.add(blob(room));
            }
            BlobRef kept = blob(room);
            bin.close();
            assertThat(blobs(room)).containsExactly(kept);
            assertThat(removals.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3_000);
            assertThat(removals).hasSizeLessThan(300);
        }
    }

    @Test
    void itIsEmptiedWithoutBeingTold() throws Exception {
        try (MemoryStore store = new MemoryStore()) {
            Room room = store.annex().room("queue");
            Bin bin = new Bin(room);
            bin.add(blob(room));
            Rig.await(() -> isEmpty(room));
            bin.add(blob(room));
            Rig.await(() -> isEmpty(room));
        }
    }

    private static boolean isEmpty(Room room) {
        try {
            return blobs(room).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
