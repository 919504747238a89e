package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.tck.store.DurableStoreTestee;
import org.mailbay.tck.store.StoreKillContract;
import org.mailbay.tck.store.StoreModelContract;
import org.mailbay.tck.store.StoreTestee;

/** The store over the shipped drivers, encrypted, and killed while garbage is collected. */
final class EncryptedStoreTest implements StoreModelContract, StoreKillContract {
    private static final String SECRET = "meet me at the old mill at nine, bring the red umbrella";

    @TempDir
    Path folder;

    @Override
    public int steps() {
        return 60;
    }

    @Override
    public int kills() {
        return Integer.getInteger("mailbay.kills", 4);
    }

    private Rig rig(Path data) {
        Rig rig = new Rig(Shipped.records(data), Shipped.blobs(data));
        rig.encryption = true;
        rig.master = new FakeMaster(1);
        rig.restart();
        return rig;
    }

    @Override
    public StoreTestee testee() throws IOException {
        return rig(Files.createTempDirectory(folder, "data"));
    }

    @Override
    public DurableStoreTestee durable() {
        return new Collected();
    }

    @Test
    void nothingOfItLiesOnTheDiskInTheClear() throws Exception {
        Path data = Files.createTempDirectory(folder, "data");
        try (Rig rig = rig(data)) {
            Account account = rig.store.create(new TenantId(1));
            byte[] content = (SECRET + "\n").repeat(50).getBytes(StandardCharsets.US_ASCII);
            BlobRef ref;
            try (BlobSink sink = account.blobs().create(content.length)) {
                sink.write(content, 0, content.length);
                ref = sink.seal();
            }
            byte[] bytes = SECRET.getBytes(StandardCharsets.US_ASCII);
            account.write(tx -> tx.create(new ObjectType("Email", 'm'), Row.EMPTY, bytes, List.of(ref)));
            account.blobs().open(ref, 0, 10).orElseThrow().close();
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(text.contains("old mill")).as(file.toString()).isFalse();
            }
        }
    }
}
