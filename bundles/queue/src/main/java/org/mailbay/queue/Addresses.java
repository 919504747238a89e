package org.mailbay.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** Whose mail an address is: by the router, or by the directory where there is none. */
final class Addresses {
    private final Swappable<Router> router;
    private final Swappable<Directory> directory;
    private final Duration patience;
    private final long begun = System.nanoTime();

    /** @param patience for how long after a start a router is expected that was not there yet */
    Addresses(Swappable<Router> router, Swappable<Directory> directory, Duration patience) {
        this.router = router;
        this.directory = directory;
        this.patience = patience;
    }

    /** Right after a start one that is not there is on its way: the directory alone knows no alias. */
    private boolean isRouterExpected() {
        return router.isPresent() || System.nanoTime() - begun < patience.toNanos();
    }

    /** Who has the mailbox. */
    sealed interface Mailbox {}

    /** They do. */
    record Found(Principal principal) implements Mailbox {}

    /** @param reply why nobody does, or not now */
    record None(String reply) implements Mailbox {}

    /**
     * Whose mailbox an address is that was routed to one before.
     *
     * @throws AwayException when that cannot be known now
     */
    Mailbox mailbox(String sender, String address, Duration patience) throws AwayException {
        if (isRouterExpected()) {
            try (Lease<Router> lease = router.acquire(patience)) {
                return mailbox(lease.service().route(sender, address), address);
            }
        }
        try (Lease<Directory> lease = directory.acquire(patience)) {
            return switch (lease.service().recipient(address)) {
                case Recipient.Local(Principal principal) -> new Found(principal);
                // The router that once knew it may be about to come, or be replaced: nothing is given up for that.
                case Recipient.Unknown() -> new None("450 4.1.1 No such user here by the directory alone");
                case Recipient.Elsewhere() -> new None("450 4.1.2 No domain of ours by the directory alone");
                case Recipient.Malformed() -> new None("553 5.1.3 Address malformed");
            };
        }
    }

    private static Mailbox mailbox(Routing routing, String address) {
        return switch (routing) {
            case Routing.Ours ours -> {
                List<Target.Mailbox> mailboxes = ours.targets().stream()
                        .filter(Target.Mailbox.class::isInstance)
                        .map(Target.Mailbox.class::cast)
                        .toList();
                // What else the address forwards to had its own work from the beginning.
                yield mailboxes.stream()
                        .filter(one -> one.address().equalsIgnoreCase(address))
                        .findFirst()
                        .or(() -> mailboxes.stream().findFirst())
                        .<Mailbox>map(one -> new Found(one.principal()))
                        .orElseGet(() -> new None("550 5.1.1 No mailbox here"));
            }
            case Routing.Elsewhere elsewhere -> new None("550 5.1.2 No domain of ours");
            case Routing.Refused refused ->
                new None((refused.status().startsWith("4") ? "450 " : "550 ") + refused.status() + ' ' + refused.why());
        };
    }

    /**
     * Where a report to a sender goes: where mail to them goes. It has no sender itself, so to guess wrongly is to lose it.
     *
     * @throws AwayException when that cannot be known now
     */
    List<Destination> reports(String sender) throws AwayException {
        if (isRouterExpected()) {
            try (Lease<Router> lease = router.acquire(Duration.ZERO)) {
                return switch (lease.service().route("", sender)) {
                    case Routing.Ours ours ->
                        ours.targets().stream().map(Addresses::destination).toList();
                    case Routing.Elsewhere elsewhere -> List.of(destination(elsewhere.target()));
                    case Routing.Refused refused -> {
                        if (refused.isForNow()) {
                            throw new AwayException("what the router asks");
                        }
                        // Whoever delivers says why not.
                        yield List.of(new Destination(sender, Map.of(), Destination.MAILBOX));
                    }
                };
            }
        }
        try (Lease<Directory> lease = directory.acquire(Duration.ZERO)) {
            boolean isOurs = !(lease.service().recipient(sender) instanceof Recipient.Elsewhere);
            return List.of(new Destination(sender, Map.of(), isOurs ? Destination.MAILBOX : Destination.MX));
        }
    }

    private static Destination destination(Target target) {
        return switch (target) {
            case Target.Mailbox mailbox -> new Destination(mailbox.address(), Map.of(), Destination.MAILBOX);
            case Target.Remote remote -> new Destination(remote.address(), Map.of(), remote.via());
        };
    }
}
