package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Signer;
import org.mailbay.mime.Content;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.swap.AwayException;

/** Nothing leaves unsigned because who signs is being replaced. */
final class SignersTest {
    private static final String NAME = "dkim";

    private final List<Shipment> signed = new CopyOnWriteArrayList<>();
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig(Map.of("patienceSeconds", 2));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Signer signer() {
        return new Signer() {
            @Override
            public List<String> sign(Shipment shipment, Content content) {
                signed.add(shipment);
                return List.of("Signed: yes\r\n");
            }
        };
    }

    @Test
    void whatIsQueuedWhileASignerIsReplacedWaitsForIt() throws Exception {
        Signer old = signer();
        rig.queue.signers().bind(NAME, old, () -> true);
        rig.queue.signers().unbind(old);
        Thread back = Thread.ofPlatform().start(() -> {
            sleep(200);
            rig.queue.signers().bind(NAME, signer(), () -> true);
        });
        rig.send("me@our.test", Map.of(), "a@one.test");
        back.join();
        Rig.await(() -> rig.carried.size() == 1);
        assertThat(rig.carried.getFirst().text()).startsWith("Signed: yes\r\nSubject: hello\r\n");
    }

    @Test
    void whatIsQueuedWhileASignerStaysAwayIsNotTaken() throws Exception {
        Signer old = signer();
        rig.queue.signers().bind(NAME, old, () -> true);
        rig.queue.signers().unbind(old);
        assertThat(rig.queue.signers().away()).containsExactly(NAME);
        assertThatThrownBy(() -> rig.send("me@our.test", Map.of(), "a@one.test"))
                .isInstanceOf(AwayException.class);
        assertThat(rig.entries()).isEmpty();
    }

    @Test
    void oneThatIsInstalledAndHasNotComeYetIsWaitedForAndOneThatWillNeverComeIsNot() throws Exception {
        Signers signers = new Signers(Duration.ofMillis(20), Duration.ZERO);
        AtomicBoolean isComing = new AtomicBoolean(true);
        signers.expect(NAME, isComing::get);
        assertThatThrownBy(() -> signers.sign(shipment(), content())).isInstanceOf(AwayException.class);
        signers.bind("other", signer(), () -> false);
        assertThatThrownBy(() -> signers.sign(shipment(), content())).isInstanceOf(AwayException.class);
        isComing.set(false);
        assertThat(signers.sign(shipment(), content())).isEqualTo("Signed: yes\r\n");
        assertThat(signers.away()).isEmpty();
    }

    @Test
    void aReportIsSignedAsMailOfTheServer() throws Exception {
        rig.queue.signers().bind(NAME, signer(), () -> true);
        failsAndIsReported();
        Rig.await(() -> rig.carried.size() == 2);
        assertThat(rig.carried.getLast().text()).startsWith("Signed: yes\r\nFrom: Mail Delivery System");
        Shipment report = signed.getLast();
        assertThat(report.account()).isEqualTo(AccountId.SYSTEM);
        assertThat(report.origin()).isEqualTo("queue");
        assertThat(report.envelope().sender()).isEmpty();
        assertThat(report.destinations()).extracting(to -> to.address()).containsExactly("me@our.test");
    }

    @Test
    void aReportWaitsForWhoSignsIt() throws Exception {
        Signer old = signer();
        rig.answer = recipient -> {
            if (recipient.address().startsWith("x@")) {
                rig.queue.signers().unbind(old);
                return new Carried.Failed("550 5.1.1 No such user", "mx.test");
            }
            return new Carried.Taken("250 2.0.0 Ok", "mx.test", false);
        };
        rig.queue.signers().bind(NAME, old, () -> true);
        rig.send("me@our.test", Map.of(), "x@one.test");
        Rig.await(() -> listed().contains("It cannot be signed now"));
        assertThat(rig.carried).hasSize(1);
        rig.queue.signers().bind(NAME, signer(), () -> true);
        rig.pass(Duration.ofMinutes(2));
        Rig.await(() -> rig.carried.size() == 2);
        assertThat(rig.carried.getLast().text()).startsWith("Signed: yes\r\nFrom: Mail Delivery System");
    }

    private String listed() {
        try {
            return rig.queue
                    .listing()
                    .letters(new Listing.Filter("", "", "", null), 0, 9)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void failsAndIsReported() throws IOException {
        rig.answer = recipient -> recipient.address().startsWith("x@")
                ? new Carried.Failed("550 5.1.1 No such user", "mx.test")
                : new Carried.Taken("250 2.0.0 Ok", "mx.test", false);
        rig.send("me@our.test", Map.of(), "x@one.test");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Shipment shipment() {
        return new Shipment(
                new Envelope("me@our.test", "trace", Instant.EPOCH),
                Map.of(),
                List.of(new Destination("a@one.test", Map.of())),
                new TenantId(1),
                new AccountId(5),
                "");
    }

    private static Content content() {
        return new Content() {
            @Override
            public long size() {
                return 0;
            }

            @Override
            public InputStream open() {
                return InputStream.nullInputStream();
            }
        };
    }
}
