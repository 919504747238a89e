package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Room;

/** What was carried is over, whatever becomes of the report about it. */
final class SettlementTest {
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aReportThatCannotBeMadeDoesNotDeliverAgain() throws Exception {
        rig.queue.bindRouter(new Router() {
            @Override
            public Routing route(String sender, String recipient) {
                throw new IllegalArgumentException("no such address");
            }

            @Override
            public boolean maySendAs(AccountId account, String address) {
                return false;
            }
        });
        rig.send("odd@far.test", Map.of(), "a@one.test SUCCESS");
        Rig.await(() -> rig.entries().isEmpty() || rig.carried.size() > 3);
        assertThat(rig.carried).hasSize(1);
    }

    @Test
    void aLetterWhoseContentIsGoneIsReportedWithoutIt() throws Exception {
        rig.answer = recipient -> {
            if (recipient.address().startsWith("a@")) {
                removeContent();
                return new Carried.Failed("550 5.1.1 No such user", "mx.test");
            }
            return new Carried.Taken("250 2.0.0 Ok", "mx.test", false);
        };
        rig.send("me@our.test", Map.of(), "a@one.test");
        Rig.await(() -> rig.entries().isEmpty());
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.carried).hasSize(2);
        assertThat(rig.carried.getLast().text())
                .contains("Final-Recipient: rfc822; a@one.test\r\nAction: failed\r\nStatus: 5.1.1\r\n");
    }

    private void removeContent() {
        try {
            Room room = rig.store.annex().room("queue");
            List<BlobRef> blobs = new ArrayList<>();
            room.blobs(blobs::add);
            room.remove(blobs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
