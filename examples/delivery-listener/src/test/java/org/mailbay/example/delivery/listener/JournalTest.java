package org.mailbay.example.delivery.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mail.spi.DeliveryHook.Arrival;
import org.mailbay.mime.Message;
import org.mailbay.store.Account;
import org.mailbay.store.BlobRef;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

final class JournalTest {
    private static final StoredEmail EMAIL = new StoredEmail(
            new BlobRef(new byte[BlobRef.NAME_LENGTH], 17),
            "",
            Message.parse("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));

    private @TempDir Path folder;

    private Journal journal(String file) {
        return new Journal(Configurations.of(
                Journal.Config.class, Map.of("file", folder.resolve(file).toString())));
    }

    private List<String> lines() throws IOException {
        Path file = folder.resolve("journal.tsv");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void aMessageThatArrivesIsALineOnceItIsCommitted() throws Exception {
        Journal journal = journal("journal.tsv");
        try (MemoryStore store = new MemoryStore()) {
            Account account = store.store().create(new TenantId(1));
            assertThatThrownBy(() -> account.<Void, IOException>write(tx -> {
                        journal.delivered(tx, new Arrival(Mail.EMAIL.id(1), EMAIL, "a@peer.example", "b@example.test"));
                        throw new IOException("the delivery failed");
                    }))
                    .isInstanceOf(IOException.class);
            account.<Void, IOException>write(tx -> {
                journal.delivered(tx, new Arrival(Mail.EMAIL.id(2), EMAIL, "", "b@example.test"));
                return null;
            });
            assertThat(lines()).as("nothing is done on the delivery path").isEmpty();
            store.work(journal);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (lines().isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(10);
            }
            assertThat(lines()).containsExactly(account.id() + "\t" + Mail.EMAIL.id(2) + "\tb@example.test\t\t17");
        }
    }

    @Test
    void aFolderThatIsNotThereStopsTheStart() {
        assertThatThrownBy(() -> journal("absent/journal.tsv")).hasMessageContaining("There is no folder");
    }
}
