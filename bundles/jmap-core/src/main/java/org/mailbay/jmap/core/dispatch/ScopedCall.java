package org.mailbay.jmap.core.dispatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.store.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of a request.
 *
 * @param shared whether it may be about another's account
 * @param type whose method it is; null when it is no type's
 */
record ScopedCall(
        Scope scope,
        String method,
        ObjectNode arguments,
        boolean shared,
        @Nullable DataType type) implements Call {
    @Override
    public Principal principal() {
        return scope.principal();
    }

    @Override
    public Credential credential() {
        return scope.credential();
    }

    @Override
    public View view() throws MethodError {
        return view("accountId", MethodError.ACCOUNT_NOT_FOUND);
    }

    @Override
    public View view(String argument, String notFound) throws MethodError {
        JsonNode id = arguments.get(argument);
        if (id == null || !id.isString()) {
            throw MethodError.invalidArguments(argument + ": an account id is needed");
        }
        try {
            String notSupported = notFound.equals(MethodError.FROM_ACCOUNT_NOT_FOUND)
                    ? MethodError.FROM_ACCOUNT_NOT_SUPPORTED_BY_METHOD
                    : MethodError.ACCOUNT_NOT_SUPPORTED_BY_METHOD;
            View view = scope.view(id.stringValue(), shared, notFound, notSupported);
            if (type == null) {
                return view;
            }
            View prepared = type.prepare(view);
            scope.sees(prepared);
            return prepared;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Account own() throws MethodError {
        try {
            return scope.own();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Limits limits() {
        return scope.limits();
    }

    @Override
    public long worked(String what, long more) {
        return scope.worked(what, more);
    }
}
