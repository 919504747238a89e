package org.mailbay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Secret;
import org.mailbay.directory.local.StoredDirectory;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.jmap.mail.MailDelivery;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.mail.Mail;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

class DemoTest {
    private final MemoryStore memory = new MemoryStore();
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void fillsAnEmptyServerOnceAndOnlyWhenWanted() throws Exception {
        Directory directory = new StoredDirectory(
                memory.store(),
                new Attempts(Configurations.of(Attempts.Config.class, Map.of())),
                Configurations.of(StoredDirectory.Config.class, Map.of("passwordMemoryKib", 64)));
        MailDelivery delivery = new MailDelivery(memory.store(), new MailIndex());
        new Demo(directory, delivery, false, clock);
        assertThat(directory.principals()).isEmpty();

        new Demo(directory, delivery, true, clock);
        new Demo(directory, delivery, true, clock);
        assertThat(directory.tenants()).extracting(tenant -> tenant.name()).containsExactly("demo");
        for (String name : new String[] {"alice@example.test", "bob@example.test"}) {
            var account = directory
                    .authenticate(name, Secret.of("demo"))
                    .orElseThrow()
                    .account();
            var emails =
                    memory.store().account(account).orElseThrow().snapshot().objects(Mail.EMAIL);
            assertThat(emails.all().size()).as(name).isEqualTo(6);
        }
    }
}
