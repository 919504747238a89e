package org.mailbay.imap.command;

import java.io.IOException;
import java.time.Duration;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.net.spi.Want;
import org.mailbay.sasl.Door;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What LOGIN and AUTHENTICATE have in common. */
final class LogIns {
    private static final Logger LOG = LoggerFactory.getLogger(LogIns.class);

    private LogIns() {}

    /** Asks the directory. */
    interface Question<T> {
        /** What comes of it. */
        T ask(Door<LogIn> door) throws IOException;
    }

    static <T> T ask(Client client, Question<T> question) throws IOException {
        try (Lease<Directory> directory =
                client.services().directory().acquire(client.services().limits().patience())) {
            return question.ask(directory.service().door(client.address(), "imap"));
        }
    }

    /** Somebody is let in. */
    static Done welcome(Client client, LogIn who, String mechanism) {
        client.logIn(who);
        client.services().traffic().logIn(true);
        LOG.info(
                "event=auth outcome=ok protocol=imap mechanism={} user={} connection={} peer={}",
                mechanism,
                who.principal().address(),
                client.connection().id(),
                client.address().getHostAddress());
        // RFC 9051 §6.2.2: what can be done now, so that the client need not ask
        return Done.ok("CAPABILITY " + Capability.line(client), "Logged in");
    }

    /** Nobody is let in, and who guesses waits. */
    static Done sorry(Client client, String mechanism) throws Refused {
        client.services().traffic().logIn(false);
        int failures = client.authFailures() + 1;
        client.authFailures(failures);
        LOG.info(
                "event=auth outcome=failed protocol=imap mechanism={} connection={} peer={} failures={}",
                mechanism,
                client.connection().id(),
                client.address().getHostAddress(),
                failures);
        try {
            Thread.sleep(client.services().limits().authDelay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failures >= client.services().limits().maxAuthFailures()) {
            return new Done.No("AUTHENTICATIONFAILED", "Too many failures", Want.CLOSE);
        }
        throw new Refused("AUTHENTICATIONFAILED", "Invalid credentials"); // RFC 5530 §3
    }

    /** Too many failed of late, here or elsewhere. */
    static Refused later(Duration after) {
        return new Refused("LIMIT", "Too many failures, try again in " + after.toSeconds() + " seconds");
    }
}
