package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

/** Mail for mailboxes here that waited: held, or delivered late. */
final class MailboxTest {
    private static final Principal BOB = new Principal(new TenantId(1), "bob@our.test", "", new AccountId(7), Set.of());

    /** Bob and his other address; {@code away@our.test} is forwarded. */
    private static final class Routes implements Router {
        @Override
        public Routing route(String sender, String recipient) {
            return switch (recipient) {
                case "bob@our.test", "info@our.test" ->
                    new Routing.Ours(List.of(new Target.Mailbox(BOB, recipient)), List.of());
                case "away@our.test" ->
                    new Routing.Ours(List.of(new Target.Remote("me@far.test", sender, "smart.test:25")), List.of());
                default -> new Routing.Refused("5.1.1", "No such address here", List.of());
            };
        }

        @Override
        public boolean maySendAs(AccountId account, String address) {
            return false;
        }
    }

    private final Routes routes = new Routes();
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private volatile Outcome outcome = new Outcome.Delivered();
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
        rig.queue.bindRouter(routes);
        rig.queue.bindDelivery((recipients, sizeHint) -> new Arriving(recipients));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private final class Arriving implements Incoming {
        private final List<Principal> recipients;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Arriving(List<Principal> recipients) {
            this.recipients = recipients;
        }

        @Override
        public void write(byte[] more, int offset, int length) {
            bytes.write(more, offset, length);
        }

        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public List<Outcome> deliver(Envelope envelope, Placement placement) {
            delivered.add(bytes.toString(StandardCharsets.UTF_8));
            return recipients.stream().map(one -> outcome).toList();
        }

        @Override
        public void close() {}
    }

    @Test
    void whatIsReleasedArrivesInItsMailboxOnce() throws Exception {
        rig.sendToMailboxes("quarantine", "x@far.test", "bob@our.test", "info@our.test");
        assertThat(delivered).isEmpty();
        rig.queue.desk().release(1);
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(delivered).containsExactly("Return-Path: <x@far.test>\r\nSubject: hello\r\n\r\nbody\r\n");
        assertThat(rig.carried).isEmpty();
    }

    @Test
    void aMailboxThatIsBusyIsTriedAgain() throws Exception {
        outcome = new Outcome.TryLater("over quota");
        rig.sendToMailboxes("", "x@far.test", "bob@our.test");
        Rig.await(() -> delivered.size() == 1 && rig.queue.running() == 0);
        outcome = new Outcome.Delivered();
        rig.pass(Duration.ofMinutes(2));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(delivered).hasSize(2);
    }

    @Test
    void whatMayHaveArrivedBeforeAKillIsDeliveredAsSuch() throws Exception {
        List<String> begun = new CopyOnWriteArrayList<>();
        Delivery telling = new Delivery() {
            @Override
            public Incoming begin(List<Principal> recipients, long sizeHint) {
                begun.add("first");
                return new Arriving(recipients);
            }

            @Override
            public Incoming beginAgain(List<Principal> recipients, long sizeHint) {
                begun.add("again");
                return new Arriving(recipients);
            }
        };
        rig.queue.bindDelivery(telling);
        rig.sendToMailboxes("quarantine", "x@far.test", "bob@our.test");
        rig.restart();
        rig.queue.bindRouter(routes);
        rig.queue.bindDelivery(telling);
        rig.queue.desk().release(1);
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(begun).as("who was killed may have delivered it").containsExactly("again");

        outcome = new Outcome.TryLater("the store was cut off in a commit");
        rig.sendToMailboxes("", "x@far.test", "bob@our.test");
        Rig.await(() -> begun.size() == 2 && rig.queue.running() == 0);
        outcome = new Outcome.Delivered();
        rig.pass(Duration.ofMinutes(2));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(begun).containsExactly("again", "first", "again");
    }

    @Test
    void whoIsGoneMeanwhileIsReportedTheWayThatMailToTheSenderGoes() throws Exception {
        rig.sendToMailboxes("", "away@our.test", "gone@our.test");
        Rig.await(() -> rig.carried.size() == 1 && rig.entries().isEmpty());
        assertThat(rig.carried.getFirst().destination()).isEqualTo("smart.test:25");
        assertThat(rig.carried.getFirst().recipients()).containsExactly("me@far.test");
        assertThat(rig.carried.getFirst().text())
                .contains("Final-Recipient: rfc822; gone@our.test\r\nAction: failed\r\nStatus: 5.1.1\r\n");
    }

    @Test
    void aReportToSomebodyHereArrivesInTheirMailbox() throws Exception {
        rig.answer = recipient -> new Carried.Failed("550 5.1.1 No such user", "mx.test");
        rig.send("bob@our.test", Map.of(), "x@one.test");
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(delivered).hasSize(1);
        assertThat(delivered.getFirst()).startsWith("Return-Path: <>\r\n").contains("550 5.1.1 No such user");
    }

    @Test
    void aReportWaitsUntilItIsKnownWhereItsSenderIsAfterAStart() throws Exception {
        rig.queue.unbindRouter(routes);
        rig.queue.unbindRouter(rig.router);
        rig.answer = recipient -> new Carried.Failed("550 5.1.1 No such user", "mx.test");
        rig.send("bob@our.test", Map.of(), "x@one.test");
        Rig.await(() -> rig.carried.size() == 1);
        Thread.sleep(100);
        rig.queue.bindRouter(routes);
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).as("what went to other servers").hasSize(1);
        assertThat(delivered).hasSize(1);
        assertThat(delivered.getFirst()).contains("550 5.1.1 No such user");
    }

    @Test
    void anAliasIsNotUnknownBecauseTheRouterIsNotThereYet() throws Exception {
        rig.queue.unbindRouter(routes);
        rig.queue.unbindRouter(rig.router);
        rig.queue.bindDirectory(directory(Recipient.Unknown::new));
        rig.sendToMailboxes("", "x@far.test", "info@our.test");
        Rig.await(() -> rig.queue.running() == 1);
        Thread.sleep(100);
        rig.queue.bindRouter(routes);
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).as("reports").isEmpty();
        assertThat(delivered).hasSize(1);
    }

    private static Directory directory(Supplier<Recipient> answer) {
        return (Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "recipient" -> answer.get();
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void whileNobodyDeliversItWaits() throws Exception {
        Delivery none = (recipients, sizeHint) -> {
            throw new IOException("away");
        };
        rig.queue.bindDelivery(none);
        rig.sendToMailboxes("", "x@far.test", "bob@our.test");
        Rig.await(() -> rig.queue.messages() == 1 && rig.queue.running() == 0 && rig.queue.lanes() == 0);
        rig.queue.unbindDelivery(none);
        rig.pass(Duration.ofMinutes(2));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(delivered).hasSize(1);
    }
}
