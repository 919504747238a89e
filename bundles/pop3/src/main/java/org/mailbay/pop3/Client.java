package org.mailbay.pop3;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.net.Connection;
import org.mailbay.sasl.Offer;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/** Who is at the other end, and how they may log in. */
final class Client {
    private static final Offer NOTHING = new Offer(false, Map.of(), false);

    final Pop3Protocol server;
    final Connection connection;
    /** What {@link Directory#revision} was when the credential was last looked at. */
    private long revision;

    Client(Pop3Protocol server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    InetAddress address() {
        return connection.peer().getAddress();
    }

    /** Whether a password may be sent here: never in the clear, but from this machine to itself. */
    boolean isConfidential() {
        return connection.tls().isPresent() || address().isLoopbackAddress(); // RFC 8314 §4.1
    }

    Offer offer() {
        if (!isConfidential()) {
            return NOTHING;
        }
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            return new Offer(
                    true, connection.channelBindings(), directory.service().hasVerifiers());
        } catch (AwayException e) {
            return NOTHING;
        }
    }

    /** Who a credential belongs to, if it still opens the door. */
    Optional<LogIn> again(Credential credential) throws IOException, AwayException {
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            if (!directory.service().isValid(credential)) {
                return Optional.empty();
            }
            return directory
                    .service()
                    .principal(credential.address())
                    .map(principal -> new LogIn(principal, credential));
        }
    }

    /** Whether who logged in would still be let in; cheap, for every command. While the directory is away nothing has changed. */
    boolean isStillIn(Credential credential) throws IOException {
        if (!server.directory().isPresent()) {
            return true;
        }
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            long now = directory.service().revision();
            if (now != revision && !directory.service().isValid(credential)) {
                return false;
            }
            revision = now;
            return true;
        } catch (AwayException e) {
            return true;
        }
    }
}
