package org.mailbay.jmap.submission.post;

import java.nio.charset.StandardCharsets;
import org.mailbay.jmap.submission.Types;
import org.mailbay.mail.spi.DeliveryHook;
import org.mailbay.store.Transaction;
import org.osgi.service.component.annotations.Component;

/** Notes that a report came in, in the commit that delivers it, when the account has submissions that it may be about. */
@Component
public final class ReportHook implements DeliveryHook {
    @Override
    public void delivered(Transaction tx, Arrival arrival) {
        if (arrival.email().message().root().contentType().is("multipart", "report")
                && tx.snapshot().objects(Types.SUBMISSION).all().size() > 0) {
            tx.outbox(Types.REPORT_TOPIC, arrival.id().toString().getBytes(StandardCharsets.US_ASCII));
        }
    }
}
