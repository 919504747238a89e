package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.spi.RelayObserver;
import org.mailbay.jmap.submission.Types;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Notes in submissions what the relay says of recipients elsewhere (RFC 8621 §7, DeliveryStatus). */
@Component
public final class RelayReports implements RelayObserver {
    private final Store store;

    @Activate
    public RelayReports(@Reference Store store) {
        this.store = store;
    }

    @Override
    public void changed(Shipment shipment, String address, State state, String smtpReply) throws IOException {
        ObjectId submission = Types.SUBMISSION.parse(shipment.origin()).orElse(null);
        Optional<Account> account = submission == null ? Optional.empty() : store.account(shipment.account());
        if (account.isEmpty() || submission == null) {
            return;
        }
        Status status = switch (state) {
            case QUEUED -> new Status("queued", smtpReply, false);
            case RELAYED -> new Status("unknown", smtpReply, true); // RFC 8621 §7
            case DELIVERED -> new Status("yes", smtpReply, true);
            case FAILED -> new Status("no", smtpReply, true);
        };
        account.get().<Boolean, IOException>write(tx -> {
            Statuses.set(tx, submission, Map.of(address, status));
            return true;
        });
    }
}
