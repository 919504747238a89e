package org.mailbay.store.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Annex;
import org.mailbay.store.Finding;
import org.mailbay.store.Room;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The store as others see it: a service from when it could first be opened on, see {@link Opening}. */
@Component(enabled = false)
public final class OpenStore implements Store, Annex {
    private final JmapStore store;

    @Activate
    public OpenStore(@Reference JmapStore store) {
        this.store = store;
    }

    @Override
    public Optional<Account> account(AccountId id) throws IOException {
        return store.account(id);
    }

    @Override
    public Account create(TenantId tenant) throws IOException {
        return store.create(tenant);
    }

    @Override
    public boolean remove(AccountId id) throws IOException {
        return store.remove(id);
    }

    @Override
    public List<AccountId> accounts() throws IOException {
        return store.accounts();
    }

    @Override
    public List<Finding> check() throws IOException {
        return store.check();
    }

    @Override
    public Room room(String name) {
        return store.room(name);
    }
}
