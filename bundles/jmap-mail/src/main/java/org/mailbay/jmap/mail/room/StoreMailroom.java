package org.mailbay.jmap.mail.room;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.mail.Access;
import org.mailbay.jmap.mail.EmailLimits;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.jmap.mail.Mailboxes;
import org.mailbay.jmap.mail.mailbox.MailboxType;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.Mailroom;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Store;
import org.mailbay.swap.Shelf;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The mail of the store's accounts, for faces that do not speak JMAP. What is whose, and shared with whom, is what JMAP says. */
@Component
public final class StoreMailroom implements Mailroom {
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final String SHARING = "sharing";

    private final Store store;
    private final MailIndex index;
    private final EmailLimits limits;
    private final MailboxType mailboxes;
    private final Shelf<SharedAccounts> sharing = new Shelf<>(AWAY, GRACE);

    @Activate
    public StoreMailroom(
            @Reference Store store,
            @Reference MailIndex index,
            @Reference EmailLimits limits,
            @Reference MailboxType mailboxes) {
        this.store = store;
        this.index = index;
        this.limits = limits;
        this.mailboxes = mailboxes;
    }

    /** Knows what is shared with whom; without one, each sees only its own. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    public void bindSharing(SharedAccounts service) {
        sharing.bind(SHARING, service);
    }

    /** When it returns nobody is inside it. */
    public void unbindSharing(SharedAccounts service) {
        sharing.unbind(service, DRAIN);
    }

    @Override
    public Optional<MailAccount> open(Principal principal, AccountId account) throws IOException {
        Account opened = store.account(account).orElse(null);
        if (opened == null) {
            return Optional.empty();
        }
        if (account.equals(principal.account())) {
            return Optional.of(account(new RoomView(principal, opened, 0, false, Mailboxes.prepared(opened))));
        }
        Shared shared = shared(principal, account);
        RoomView view = shared == null ? null : view(principal, opened, shared);
        return view == null || isEmpty(view) ? Optional.empty() : Optional.of(account(view));
    }

    private static RoomView view(Principal principal, Account account, Shared shared) {
        Snapshot snapshot = account.snapshot();
        return new RoomView(principal, account, shared.version(), shared.readOnly(), snapshot);
    }

    /** Whether the principal sees nothing: what is shared with it is no mail. */
    private static boolean isEmpty(RoomView view) {
        return Access.of(view).mailboxes().size() == 0;
    }

    private MailAccount account(RoomView view) {
        return new OpenAccount(new Standing(view, index, limits), mailboxes.tree(view));
    }

    private @Nullable Shared shared(Principal principal, AccountId account) throws IOException {
        try (Lease<SharedAccounts> lease = sharing.acquire(SHARING)) {
            return lease == null
                    ? null
                    : lease.service().find(principal, account).orElse(null);
        }
    }

    @Override
    public List<Owner> shared(Principal principal) throws IOException {
        List<Owner> owners = new ArrayList<>();
        try (Lease<SharedAccounts> lease = sharing.acquire(SHARING)) {
            for (Shared shared :
                    lease == null ? List.<Shared>of() : lease.service().of(principal)) {
                Account account = store.account(shared.account()).orElse(null);
                if (account != null && !isEmpty(view(principal, account, shared))) {
                    owners.add(new Owner(shared.name(), shared.account()));
                }
            }
        }
        return owners;
    }

    @Override
    public Optional<Owner> shared(Principal principal, String address) throws IOException {
        Shared shared;
        try (Lease<SharedAccounts> lease = sharing.acquire(SHARING)) {
            shared = lease == null
                    ? null
                    : lease.service().named(principal, address).orElse(null);
        }
        Account account =
                shared == null ? null : store.account(shared.account()).orElse(null);
        return shared == null || account == null || isEmpty(view(principal, account, shared))
                ? Optional.empty()
                : Optional.of(new Owner(shared.name(), shared.account()));
    }
}
