package org.mailbay.smtp.envelope;

import java.util.Objects;
import org.mailbay.directory.LogIn;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.session.Client;
import org.mailbay.swap.AwayException;

/** As whom a user may send: RFC 6409 §6.1. */
public final class Senders {
    private final Routes routes;
    private final LogIn user;

    /** @param client who has logged in */
    public Senders(Client client) {
        routes = new Routes(client.server);
        user = Objects.requireNonNull(client.user);
    }

    /** Whether the user may send as the reverse-path. */
    void check(String sender) throws Refusal, AwayException {
        if (!sender.isEmpty() && !maySendAs(sender)) {
            throw new Refusal(550, "5.7.1", "You may not send as <" + sender + ">");
        }
    }

    public boolean maySendAs(String address) throws AwayException {
        return routes.maySendAs(user.principal().account(), address);
    }
}
