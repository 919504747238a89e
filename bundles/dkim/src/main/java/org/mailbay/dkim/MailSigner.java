package org.mailbay.dkim;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Signer;
import org.mailbay.directory.Domain;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.dkim.DkimSigner;
import org.mailbay.mailauth.dkim.SigningKey;
import org.mailbay.mailauth.dmarc.Authors;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.mime.Content;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Signs for the author's domain, when it is the sender's tenant's.
 *
 * <p>Never for who did not log in: what others say they wrote, and a forwarding passes on, must not be vouched for. What the server
 * itself writes, such as reports of the queue, has the origin {@link #OURS}.
 */
@Component(service = {Signer.class, MetricSource.class})
public final class MailSigner implements Signer, MetricSource {
    /** Origin of messages that the server's own account writes and that are to be signed. */
    static final String OURS = "queue";

    private final DomainKeys keys;
    private final DkimSigner signer = new DkimSigner(InstantSource.system());
    private final LongAdder signed = new LongAdder();
    private final LongAdder unsigned = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** Made by the container. */
    @Activate
    public MailSigner(@Reference DomainKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<String> sign(Shipment shipment, Content content) throws IOException {
        boolean leaves =
                shipment.destinations().stream().anyMatch(to -> !to.via().equals(Destination.MAILBOX));
        boolean isKnown = !shipment.account().equals(AccountId.SYSTEM)
                || shipment.origin().equals(OURS);
        if (!leaves || !isKnown) {
            return List.of();
        }
        try {
            List<SigningKey> with = keys(shipment, content);
            (with.isEmpty() ? unsigned : signed).increment();
            return with.isEmpty() ? List.of() : signer.sign(content, with);
        } catch (IOException | RuntimeException e) {
            failed.increment();
            throw e;
        }
    }

    private List<SigningKey> keys(Shipment shipment, Content content) throws IOException {
        Authors authors = Authors.of(RawHeader.read(content));
        for (String author : authors.domains()) {
            Optional<Domain> domain = keys.domain(author, shipment.tenant());
            if (domain.isPresent()) {
                return keys.signing(domain.get().name());
            }
        }
        return List.of();
    }

    @Override
    public void measure(Metrics out) {
        String help = "Messages that left, by whether they were signed.";
        out.counter("mailbay_dkim_messages_total", help, signed.sum(), "outcome", "signed");
        out.counter("mailbay_dkim_messages_total", help, unsigned.sum(), "outcome", "unsigned");
        out.counter("mailbay_dkim_messages_total", help, failed.sum(), "outcome", "failed");
    }
}
