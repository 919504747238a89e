package org.mailbay.jmap.core.websocket;

import java.io.IOException;
import java.net.InetAddress;
import org.mailbay.directory.Credential;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.core.http.Login;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.store.AccountId;

/**
 * Who is at the other end.
 *
 * @param handshake who logged in, and with what
 * @param credentials the handshake's Authorization header
 * @param source where it came from
 * @param trace names the handshake in the log
 */
record Client(LogIn handshake, String credentials, InetAddress source, Login login, String trace) {
    Principal principal() {
        return handshake.principal();
    }

    AccountId account() {
        return principal().account();
    }

    Credential credential() {
        return handshake.credential();
    }

    /** Who it is now; a 401 when it may no longer come in. */
    LogIn logIn() throws RequestProblem, IOException {
        LogIn now = login.of(credentials, source);
        if (!now.principal().account().equals(account())) {
            throw RequestProblem.http(401, "log in anew");
        }
        return now;
    }

    @Override
    public String toString() {
        return account() + " " + trace; // never the credentials
    }
}
