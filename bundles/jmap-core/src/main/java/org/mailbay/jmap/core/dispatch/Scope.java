package org.mailbay.jmap.core.dispatch;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Store;

/** What the calls of one request share. One thread. */
final class Scope {
    private final Principal principal;

    private final Credential credential;

    private final Store store;

    private final Models models;

    private final Limits limits;

    private final @Nullable Set<String> using;

    private final Map<String, String> created = new HashMap<>();

    private final Map<String, Long> worked = new HashMap<>();

    /** Snapshots that calls have seen and that those that follow see again; null when each looks anew. */
    private @Nullable Map<AccountId, Snapshot> seen;

    /** Of a request, or, when {@code using} is null, of none. */
    Scope(
            LogIn logIn,
            Store store,
            Models models,
            Limits limits,
            @Nullable Set<String> using,
            @Nullable Map<String, String> createdIds) {
        this.principal = logIn.principal();
        this.credential = logIn.credential();
        this.store = store;
        this.models = models;
        this.limits = limits;
        this.using = using;
        if (createdIds != null) {
            created.putAll(createdIds);
        }
    }

    /**
     * Begins a call. What stands in one /query is there for the /get that follows, whatever others do meanwhile: lists and objects of one
     * request agree, as long as nothing but these two comes in between.
     */
    void begin(String method) {
        if (!method.endsWith("/get") && !method.endsWith("/query")) {
            seen = null;
        } else if (seen == null) {
            seen = new HashMap<>();
        }
    }

    /** Has calls that follow look anew. */
    void lookAnew() {
        seen = null;
    }

    private Snapshot snapshot(Account account) {
        return seen == null ? account.snapshot() : seen.computeIfAbsent(account.id(), id -> account.snapshot());
    }

    /** A call has made what it needs, and sees it. */
    void sees(View view) {
        if (seen != null) {
            seen.put(view.account().id(), view.snapshot());
        }
    }

    Principal principal() {
        return principal;
    }

    /** What the principal logged in with. */
    Credential credential() {
        return credential;
    }

    Limits limits() {
        return limits;
    }

    /** See {@link org.mailbay.jmap.Call#worked}. */
    long worked(String what, long more) {
        return worked.merge(what, more, Long::sum);
    }

    /** Creation ids to ids, live. */
    Map<String, String> created() {
        return created;
    }

    /** The principal's own account. */
    Account own() throws MethodError, IOException {
        return store.account(principal.account())
                .orElseThrow(() -> new MethodError(MethodError.ACCOUNT_NOT_FOUND, null));
    }

    /**
     * The account of this id as the principal may see it.
     *
     * @param shared whether the method may be called for another's account
     * @param notFound the error's type when there is no such account, as far as the principal can see
     * @param notSupported the error's type when it is another's and may not be asked about
     */
    View view(String account, boolean shared, String notFound, String notSupported) throws MethodError, IOException {
        AccountId id = AccountId.parse(account).orElseThrow(() -> new MethodError(notFound, null));
        boolean readOnly = false;
        long accessVersion = 0;
        if (!id.equals(principal.account())) {
            Shared access = models.shared(principal, id).orElseThrow(() -> new MethodError(notFound, null));
            if (!shared) {
                throw new MethodError(notSupported, null); // RFC 8620 §3.6.2
            }
            readOnly = access.readOnly();
            accessVersion = access.version();
        }
        Account open = store.account(id).orElseThrow(() -> new MethodError(notFound, null));
        return new AccountView(
                principal, open, readOnly, accessVersion, snapshot(open), created, using, new Blobs(store, models));
    }
}
