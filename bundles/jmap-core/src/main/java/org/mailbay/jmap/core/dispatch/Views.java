package org.mailbay.jmap.core.dispatch;

import java.io.IOException;
import java.util.Optional;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.store.Store;

/** What a principal sees of accounts outside method calls: in uploads and downloads. */
public record Views(Models models, Limits limits) {
    /** The account of this id; empty when there is none, as far as the principal can see. */
    public Optional<View> find(LogIn logIn, Store store, String account) throws IOException {
        try {
            return Optional.of(new Scope(logIn, store, models, limits, null, null)
                    .view(account, true, MethodError.ACCOUNT_NOT_FOUND, MethodError.ACCOUNT_NOT_FOUND));
        } catch (MethodError notFound) {
            return Optional.empty();
        }
    }
}
