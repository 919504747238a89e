package org.mailbay.smtp.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Verdict;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.net.Connection;
import org.mailbay.sasl.Offer;
import org.mailbay.smtp.command.Extensions;
import org.mailbay.smtp.command.Role;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;

/** Who is at the other end, and what is known of it. */
public final class Client {
    private static final Offer NOBODY = new Offer(false, Map.of(), false);

    public final Server server;
    public final Connection connection;
    public final Role role;

    public Greeting greeting = Greeting.NONE;

    /** Who logged in (RFC 4954). */
    @Nullable
    public LogIn user;

    /** What stages found out about the connection. */
    public final List<AuthResult> results = new ArrayList<>();

    /** What was decided about the connection. */
    public Verdict.Action verdict = Verdict.Action.ACCEPT;

    public Client(Server server, Connection connection, Role role) {
        this.server = server;
        this.connection = connection;
        this.role = role;
    }

    public InetAddress address() {
        return connection.peer().getAddress();
    }

    /** RFC 5321 §4.1.3 */
    public String literal() {
        InetAddress address = address();
        return (address instanceof Inet6Address ? "[IPv6:" : "[") + address.getHostAddress() + ']';
    }

    public Extensions extensions() {
        return new Extensions(
                role,
                connection.tls().isPresent(),
                connection.canStartTls(),
                login(),
                server.relay().isKnown(),
                server.maxHold(),
                server.maxRecipients(),
                server.maxMessageBytes());
    }

    private Offer login() {
        boolean isSecure = connection.tls().isPresent();
        if (role != Role.SUBMISSION || !isSecure && !address().isLoopbackAddress()) {
            return NOBODY;
        }
        try (Lease<Directory> directory = server.directory().acquire(server.patience())) {
            return new Offer(
                    true, connection.channelBindings(), directory.service().hasVerifiers());
        } catch (AwayException e) {
            return NOBODY;
        }
    }

    /** RFC 3848 §1, RFC 6531 §4.3 */
    public String protocol(boolean international) {
        if (!greeting.extended()) {
            return "SMTP";
        }
        String name = role == Role.LMTP ? "LMTP" : international ? "SMTP" : "ESMTP";
        return (international ? "UTF8" : "")
                + name
                + (connection.tls().isPresent() ? "S" : "")
                + (user != null ? "A" : "");
    }

    /** Forgets what was said before TLS (RFC 3207 §4.2). */
    public void forget() {
        greeting = Greeting.NONE;
        user = null;
        results.clear();
        verdict = Verdict.Action.ACCEPT;
    }
}
