package org.mailbay.jmap.push;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.store.AccountId;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** Which accounts a user sees. */
final class Visible {
    private static final Duration AWAY = Duration.ofSeconds(5);

    private final Swappable<Directory> directories;

    private final Swappable<SharedAccounts> sharing;

    private final Users users;

    Visible(Swappable<Directory> directories, Swappable<SharedAccounts> sharing, Users users) {
        this.directories = directories;
        this.sharing = sharing;
        this.users = users;
    }

    private @Nullable Principal principal(AccountId user) throws IOException {
        try (Lease<Directory> directory = directories.acquire(AWAY)) {
            return users.principal(directory.service(), user);
        }
    }

    /** The accounts of others that a user sees. */
    Set<AccountId> others(AccountId user) throws IOException {
        Principal principal = principal(user);
        Set<AccountId> others = new HashSet<>();
        if (principal != null && sharing.isPresent()) {
            try (Lease<SharedAccounts> shared = sharing.acquire(AWAY)) {
                for (Shared other : shared.service().of(principal)) {
                    others.add(other.account());
                }
            }
        }
        return others;
    }

    /** What the states of an account end with for a user; null when it does not see the account. */
    @Nullable
    String suffix(AccountId user, AccountId account) throws IOException {
        if (account.equals(user)) {
            return "";
        }
        Principal principal = principal(user);
        if (principal == null || !sharing.isPresent()) {
            return null;
        }
        try (Lease<SharedAccounts> shared = sharing.acquire(AWAY)) {
            return shared.service()
                    .find(principal, account)
                    .map(seen -> "-" + seen.version())
                    .orElse(null);
        }
    }
}
