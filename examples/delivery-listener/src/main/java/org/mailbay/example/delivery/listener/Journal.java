package org.mailbay.example.delivery.listener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mailbay.mail.spi.DeliveryHook;
import org.mailbay.store.AccountId;
import org.mailbay.store.Transaction;
import org.mailbay.store.spi.OutboxWorker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Writes a line for each message that arrives in an inbox.
 *
 * <p>In two halves, and yours should be, too. {@link #delivered} is on the delivery path: it asks, in the transaction that delivers the
 * message, for something to be done. {@link #work} does it afterwards, at least once, also when the server was killed in between; what
 * fails is tried again.
 */
@Component(
        service = {DeliveryHook.class, OutboxWorker.class},
        configurationPid = "example.delivery-listener",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Journal.Config.class)
public final class Journal implements DeliveryHook, OutboxWorker {
    /** Of the requests that are ours: nobody else's may have this name, and it is stored. */
    static final String TOPIC = "example-delivery-listener";

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Example: journal", description = "A line for each message that arrives.")
    public @interface Config {
        @AttributeDefinition(description = "The file that lines are added to; its folder must be there.")
        String file();
    }

    private final Path file;

    @Activate
    public Journal(Config config) {
        file = Path.of(config.file()).toAbsolutePath();
        if (!Files.isDirectory(file.getParent())) {
            throw new IllegalArgumentException("There is no folder " + file.getParent() + ".");
        }
    }

    @Override
    public void delivered(Transaction tx, Arrival arrival) {
        // The sender has no control characters, so a tab is a safe separator.
        String line = arrival.id() + "\t" + arrival.recipient() + "\t" + arrival.sender() + "\t"
                + arrival.email().blob().size();
        tx.outbox(TOPIC, line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public synchronized void work(AccountId account, byte[] payload) throws IOException {
        String line = account + "\t" + new String(payload, StandardCharsets.UTF_8) + "\n";
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(false); // when this returns the request is gone: the line must not be
        }
    }
}
