package org.mailbay.jmap.submission.post;

import java.time.Duration;
import java.util.List;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.store.AccountId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** Where addresses lead: the router says it, and the directory where there never was a router. */
final class Whereabouts {
    private final Swappable<Directory> directory;
    private final Swappable<Router> router;
    private final Duration patience;
    private volatile boolean hasRouter;

    Whereabouts(Swappable<Directory> directory, Swappable<Router> router, Duration patience) {
        this.directory = directory;
        this.router = router;
        this.patience = patience;
    }

    /** There is a router: one that goes away later is waited for, since without it an alias would be nobody. */
    void expectRouter() {
        hasRouter = true;
    }

    Routing route(String sender, String address) throws AwayException {
        if (hasRouter) {
            try (Lease<Router> lease = router.acquire(patience)) {
                return lease.service().route(sender, address);
            }
        }
        return switch (recipient(address)) {
            case Recipient.Local(Principal principal) ->
                new Routing.Ours(List.of(new Target.Mailbox(principal, address)), List.of());
            case Recipient.Unknown() -> new Routing.Refused("5.1.1", "No such address here", List.of());
            case Recipient.Malformed() -> new Routing.Refused("5.1.3", "No address", List.of());
            case Recipient.Elsewhere() -> new Routing.Elsewhere(new Target.Remote(address, sender, ""), List.of());
        };
    }

    private Recipient recipient(String address) throws AwayException {
        try (Lease<Directory> lease = directory.acquire(patience)) {
            return lease.service().recipient(address);
        }
    }

    boolean isOf(AccountId account, String address) throws AwayException {
        if (hasRouter) {
            try (Lease<Router> lease = router.acquire(patience)) {
                return lease.service().maySendAs(account, address);
            }
        }
        return recipient(address) instanceof Recipient.Local(Principal principal)
                && principal.account().equals(account);
    }
}
