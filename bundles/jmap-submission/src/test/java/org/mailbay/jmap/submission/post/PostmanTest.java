package org.mailbay.jmap.submission.post;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.submission.Office;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.swap.AwayException;

final class PostmanTest {
    private static final String FAR = "far@there.test";
    private static final String SRS = "SRS0=x@example.test";
    private static final String ORIGIN = "s7";

    private final Map<String, Routing> routes = new LinkedHashMap<>();
    private final Router router = new Router() {
        @Override
        public Routing route(String sender, String recipient) {
            return routes.getOrDefault(recipient, new Routing.Refused("5.1.1", "No such address here", List.of()));
        }

        @Override
        public boolean maySendAs(AccountId account, String address) {
            return address.equals("alias@example.test") && account.equals(office.account.id());
        }
    };
    private Office office;

    @BeforeEach
    void open() throws IOException {
        office = new Office();
        office.postman.bindRouter(router);
        office.postman.bindRelay(office.relay());
    }

    @AfterEach
    void close() {
        office.close();
    }

    private static Target mailbox(String address, long account) {
        return new Target.Mailbox(
                new Principal(new TenantId(1), address, "", new AccountId(account), Set.of()), address);
    }

    private static Target far(String sender) {
        return new Target.Remote(FAR, sender, "");
    }

    private void to(String address, Target... targets) {
        routes.put(address, new Routing.Ours(List.of(targets), List.of()));
    }

    private Map<String, Status> post(String... recipients) {
        return office.postman.post(new Letter(
                office.account,
                Office.OWNER,
                Map.of(),
                Arrays.stream(recipients)
                        .map(address -> new Destination(address, Map.of()))
                        .toList(),
                "trace",
                ORIGIN,
                Letter.Text.of("Subject: x\r\n\r\n".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void anAliasOfSeveralPlacesHasOneStatus() {
        to("info@example.test", mailbox("a@example.test", 91), mailbox("b@example.test", 92), far(SRS));
        routes.put(
                "Far@there.test",
                new Routing.Elsewhere(new Target.Remote(FAR, Office.OWNER, "relay.test:25"), List.of()));
        Map<String, Status> statuses = post("info@example.test", "Far@there.test");
        assertThat(statuses.get("info@example.test").delivered()).isEqualTo("queued");
        assertThat(statuses.values()).allMatch(Status::isSettled);
        assertThat(office.delivered).extracting(Office.Sent::to).containsExactly("a@example.test", "b@example.test");
        assertThat(office.shipped).hasSize(2);
        Shipment forwarded = office.shipped.getFirst();
        assertThat(forwarded.envelope().sender()).isEqualTo(SRS);
        assertThat(forwarded.origin()).as("no status of a recipient").isEmpty();
        Shipment own = office.shipped.getLast();
        assertThat(own.origin()).isEqualTo(ORIGIN);
        assertThat(own.destinations()).containsExactly(new Destination("Far@there.test", Map.of(), "relay.test:25"));
    }

    @Test
    void oneMailboxOfSeveralThatIsBusyIsLeftToTheQueue() {
        to("info@example.test", mailbox("a@example.test", 91), mailbox("b@example.test", 92));
        to("b@example.test", mailbox("b@example.test", 92));
        office.answers =
                address -> address.equals("a@example.test") ? new Outcome.Delivered() : new Outcome.TryLater("busy");
        assertThat(post("info@example.test").get("info@example.test").isSettled())
                .isTrue();
        assertThat(office.shipped).hasSize(1);
        assertThat(office.shipped.getFirst().destinations())
                .containsExactly(new Destination("b@example.test", Map.of(), Destination.MAILBOX));
        assertThat(post("b@example.test").get("b@example.test").isSettled())
                .as("ours to retry")
                .isFalse();
        assertThat(office.shipped).hasSize(1);
    }

    @Test
    void copiesOfAListSayWhoseTheyAre() throws IOException {
        String fields = "List-Id: <all.example.test>\r\nPrecedence: list\r\n";
        Target.Mailbox plain = (Target.Mailbox) mailbox("b@example.test", 92);
        to(
                "all@example.test",
                new Target.Mailbox(
                        ((Target.Mailbox) mailbox("a@example.test", 91)).principal(), "a@example.test", fields),
                plain,
                new Target.Remote(FAR, SRS, "", fields));
        List<String> sent = new ArrayList<>();
        office.postman.bindRelay((shipment, sizeHint) -> {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            return new Leaving() {
                @Override
                public void write(byte[] bytes, int offset, int length) {
                    text.write(bytes, offset, length);
                }

                @Override
                public void send() {
                    sent.add(shipment.destinations().getFirst().address() + "\n"
                            + text.toString(StandardCharsets.UTF_8));
                }

                @Override
                public void close() {}
            };
        });
        office.answers =
                address -> address.equals("b@example.test") ? new Outcome.Delivered() : new Outcome.TryLater("busy");
        assertThat(post("all@example.test").get("all@example.test").isSettled()).isTrue();
        assertThat(office.delivered)
                .filteredOn(mail -> mail.to().equals("b@example.test"))
                .singleElement()
                .satisfies(mail -> assertThat(mail.text()).doesNotContain("List-Id"));
        assertThat(sent)
                .containsExactly(
                        FAR + "\n" + fields + "Subject: x\r\n\r\n", "a@example.test\n" + fields + "Subject: x\r\n\r\n");
    }

    @Test
    void whatIsRefusedNowOrForEverIsSaid() {
        routes.put("list@example.test", new Routing.Refused("5.7.1", "Only members may send", List.of()));
        routes.put("late@example.test", new Routing.Refused("4.3.0", "Local error", List.of()));
        Map<String, Status> statuses = post("list@example.test", "late@example.test", "x@example.test");
        assertThat(statuses.get("list@example.test"))
                .isEqualTo(new Status("no", "550 5.7.1 <list@example.test> Only members may send", true));
        assertThat(statuses.get("late@example.test").isSettled()).isFalse();
        assertThat(statuses.get("x@example.test").smtpReply()).startsWith("550 5.1.1");
    }

    @Test
    void aRouterThatWentIsWaitedForAndNobodyIsCalledNobody() throws IOException {
        assertThat(office.postman.maySendAs(office.account.id(), "alias@example.test"))
                .isTrue();
        assertThat(office.postman.maySendAs(office.account.id(), Office.OWNER)).isFalse();
        office.postman.unbindRouter(router);
        assertThat(post("info@example.test").get("info@example.test").isSettled())
                .isFalse();
        assertThatThrownBy(() -> office.postman.maySendAs(office.account.id(), Office.OWNER))
                .isInstanceOf(AwayException.class);
    }

    @Test
    void nothingIsDeliveredTwiceWhenWhatLeavesCannot() {
        to("info@example.test", mailbox("a@example.test", 91), far(SRS));
        office.postman.bindRelay((shipment, size) -> {
            throw new IOException("full");
        });
        assertThat(post("info@example.test").get("info@example.test").isSettled())
                .isFalse();
        assertThat(office.delivered).isEmpty();
    }
}
