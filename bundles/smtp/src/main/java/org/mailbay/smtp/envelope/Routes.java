package org.mailbay.smtp.envelope;

import java.util.List;
import java.util.Locale;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Recipient;
import org.mailbay.mime.Address;
import org.mailbay.smtp.session.Server;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/** Says where mail goes: the {@link Router} does; where there is none, every address is the principal's that the directory names. */
public final class Routes {
    private final Server server;

    public Routes(Server server) {
        this.server = server;
    }

    Routing route(String sender, String recipient) throws AwayException {
        try (Lease<Router> router = server.router().acquire()) {
            if (router != null) {
                return router.service().route(sender, recipient);
            }
        }
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            return switch (directory.service().recipient(recipient)) {
                case Recipient.Local(var principal) ->
                    new Routing.Ours(List.of(new Target.Mailbox(principal, recipient)), List.of());
                case Recipient.Unknown() -> new Routing.Refused("5.1.1", "No such user here", List.of());
                case Recipient.Elsewhere() ->
                    new Routing.Elsewhere(new Target.Remote(recipient, sender, ""), List.of());
                case Recipient.Malformed() -> new Routing.Refused("5.1.3", "Address malformed", List.of());
            };
        }
    }

    /** Whether who owns an account may send as an address. */
    boolean maySendAs(AccountId account, String address) throws AwayException {
        try (Lease<Router> router = server.router().acquire()) {
            if (router != null) {
                return router.service().maySendAs(account, address);
            }
        }
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            return address.indexOf('@') > 0
                    && directory.service().recipient(address) instanceof Recipient.Local(var principal)
                    && principal.account().equals(account);
        }
    }

    /** Whose domain an address is in; the server's own when it is nobody's. */
    public TenantId tenantOf(String address) throws AwayException {
        String domain = Address.parse(address)
                .map(parsed -> parsed.domain().ascii().toLowerCase(Locale.ROOT))
                .orElse("");
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            return directory.service().domains().stream()
                    .filter(ours -> ours.name().equals(domain))
                    .map(Domain::tenant)
                    .findFirst()
                    .orElse(TenantId.SYSTEM);
        }
    }
}
