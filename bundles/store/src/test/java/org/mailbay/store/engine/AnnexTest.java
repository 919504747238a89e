package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;

/** Rooms beside the accounts, over the shipped drivers. */
final class AnnexTest {
    @TempDir
    Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static BlobRef seal(Room room, String content) throws IOException {
        try (BlobSink sink = room.create(-1)) {
            sink.write(bytes(content), 0, content.length());
            return sink.seal();
        }
    }

    private static List<String> keys(Room room, String from, String to) throws IOException {
        List<String> keys = new ArrayList<>();
        room.scan(bytes(from), bytes(to), (key, value) -> keys.add(new String(key, StandardCharsets.UTF_8)));
        return keys;
    }

    @Test
    void entriesAndBlobsSurviveARestartAndAreARoomsOwn() throws Exception {
        Rig rig = new Rig(Shipped.records(folder), Shipped.blobs(folder));
        Room queue = rig.store.room("queue");
        BlobRef one = seal(queue, "the same");
        BlobRef two = seal(queue, "the same");
        assertThat(one).isNotEqualTo(two);
        queue.commit(List.of(
                new Change(bytes("b"), bytes("2")), new Change(bytes("a"), bytes("1")), new Change(bytes("c"), null)));
        rig.store.room("trace").commit(List.of(new Change(bytes("a"), bytes("another"))));
        queue.remove(List.of(two));
        rig.restart();
        Room again = rig.store.room("queue");
        assertThat(keys(again, "a", "z")).containsExactly("a", "b");
        assertThat(again.get(bytes("a"))).isEqualTo(bytes("1"));
        assertThat(again.getMany(List.of(bytes("b"), bytes("x")))).containsExactly(bytes("2"), null);
        try (BlobInput input = again.open(one, 4, 100).orElseThrow()) {
            assertThat(input.content().readAllBytes()).isEqualTo(bytes("same"));
        }
        assertThat(again.open(two, 0, 1)).isEmpty();
        List<BlobRef> all = new ArrayList<>();
        again.blobs(all::add);
        assertThat(all).containsExactly(one);
        // Upkeep, which knows nothing of them, leaves them alone, and so do checks.
        rig.millis.addAndGet(Duration.ofDays(30).toMillis());
        assertThat(rig.store.check()).isEmpty();
        assertThat(again.open(one, 0, 1)).isPresent();
        rig.close();
    }

    @Test
    void whatIsEncryptedStaysReadable() throws Exception {
        Rig rig = new Rig(Shipped.records(folder), Shipped.blobs(folder));
        rig.encryption = true;
        rig.master = new FakeMaster(1);
        rig.restart();
        BlobRef ref = seal(rig.store.room("queue"), "secret");
        rig.store.room("queue").commit(List.of(new Change(bytes("k"), bytes("v"))));
        rig.restart();
        try (BlobInput input = rig.store.room("queue").open(ref, 0, 100).orElseThrow()) {
            assertThat(input.content().readAllBytes()).isEqualTo(bytes("secret"));
        }
        assertThat(rig.store.room("queue").get(bytes("k"))).isEqualTo(bytes("v"));
        rig.close();
    }

    @Test
    void boundsAreSaid() throws Exception {
        Rig rig = new Rig();
        assertThatThrownBy(() -> rig.store.room("../etc")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Change(new byte[201], null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Change(new byte[1], new byte[32_001]))
                .isInstanceOf(IllegalArgumentException.class);
        rig.close();
    }
}
