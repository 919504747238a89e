package org.mailbay.jmap.core.websocket;

import java.io.IOException;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.core.http.Login;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.store.AccountId;

/**
 * Who is at the other end.
 *
 * @param principal as of the handshake
 * @param credentials the handshake's Authorization header
 * @param trace names the handshake in the log
 */
record Client(Principal principal, String credentials, Login login, String trace) {
    AccountId account() {
        return principal.account();
    }

    /** The principal as it is now; a 401 when it may no longer come in. */
    Principal logIn() throws RequestProblem, IOException {
        Principal now = login.of(credentials);
        if (!now.account().equals(principal.account())) {
            throw RequestProblem.http(401, "log in anew");
        }
        return now;
    }

    @Override
    public String toString() {
        return principal.account() + " " + trace; // never the credentials
    }
}
