package org.mailbay.store.engine.admin;

import java.io.IOException;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;

/** The account that a request names. */
public final class NamedAccount {
    /** Service property of a resource about one account; its name follows. */
    public static final String PATH = AdminResource.PATH + "=store/accounts/{account}/";

    private NamedAccount() {}

    /** The one that the path names. */
    public static Space of(JmapStore store, AdminRequest request) throws AdminProblem, IOException {
        return of(store, request.variable("account"));
    }

    /** The one of an id. */
    public static Space of(JmapStore store, String name) throws AdminProblem, IOException {
        AccountId id = AccountId.parse(name).orElse(null);
        Space account = id == null ? null : store.space(id);
        if (account == null) {
            throw new AdminProblem(404, "no-account", "There is no account " + name + ".");
        }
        return account;
    }
}
