package org.mailbay.jmap.core.dispatch;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Store;

/** What the calls of one request share. One thread. */
final class Scope {
    private final Principal principal;

    private final Store store;

    private final Limits limits;

    private final Map<String, String> created = new HashMap<>();

    Scope(Principal principal, Store store, Limits limits, @Nullable Map<String, String> createdIds) {
        this.principal = principal;
        this.store = store;
        this.limits = limits;
        if (createdIds != null) {
            created.putAll(createdIds);
        }
    }

    Principal principal() {
        return principal;
    }

    Limits limits() {
        return limits;
    }

    /** Creation ids to ids, live. */
    Map<String, String> created() {
        return created;
    }

    View view(String account, String notFound) throws MethodError, IOException {
        AccountId id = AccountId.parse(account)
                .filter(principal.account()::equals)
                .orElseThrow(() -> new MethodError(notFound, null));
        Account open = store.account(id).orElseThrow(() -> new MethodError(notFound, null));
        return new AccountView(principal, open, false, open.snapshot(), created);
    }
}
