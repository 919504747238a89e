package org.mailbay.smtp.out.dialogue;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.out.tls.Fault;
import org.mailbay.smtp.out.tls.Handshake;
import org.mailbay.smtp.out.tls.Handshake.Shaken;
import org.mailbay.smtp.out.tls.Rule;
import org.mailbay.smtp.out.tls.TlsException;
import org.mailbay.smtp.out.wire.BadReplyException;
import org.mailbay.smtp.out.wire.Reply;
import org.mailbay.smtp.out.wire.Wire;

/** Greets a server: EHLO, STARTTLS, EHLO again, AUTH. */
public final class Opening {
    private final String hostname;
    private final Handshake handshake;
    private final Patience patience;

    /** @param hostname that we call ourselves (RFC 5321 §4.1.1.1) */
    public Opening(String hostname, Handshake handshake, Patience patience) {
        this.hostname = hostname;
        this.handshake = handshake;
        this.patience = patience;
    }

    /**
     * Greets.
     *
     * @throws RefusedException when the server wants nobody, or not us
     * @throws TlsException when the rule asks for more than came about
     */
    public Session open(Wire wire, Peer peer) throws IOException {
        Shaken shaken =
                peer.isImplicitTls() ? handshake.shake(wire, peer.name(), peer.rule(), patience.greeting()) : null;
        Reply greeting = wire.reply(patience.greeting(), "the connection");
        if (!greeting.isGood()) {
            throw new RefusedException("the connection", greeting);
        }
        Capabilities capabilities = ehlo(wire, peer.rule());
        if (shaken == null && !(peer.rule() instanceof Rule.Clear)) {
            shaken = startTls(wire, peer, capabilities);
            if (shaken != null) {
                capabilities = ehlo(wire, peer.rule()); // RFC 3207 §4.2: what was said before does not count
            }
        }
        if (peer.credentials() != null) {
            new LogIn(patience).at(wire, peer.rule(), peer.credentials(), capabilities);
        }
        String security =
                shaken == null ? "clear" : shaken.version() + " " + peer.rule().word();
        TlsException overlooked = shaken == null ? missed(peer.rule()) : shaken.overlooked();
        return new Session(wire, peer.name(), security, overlooked, capabilities);
    }

    private Capabilities ehlo(Wire wire, Rule rule) throws IOException {
        Reply reply = wire.exchange("EHLO " + hostname, patience.command());
        if (reply.isGood()) {
            return Capabilities.of(reply);
        }
        // RFC 5321 §3.2: who does not know EHLO may know HELO
        if (reply.isPermanent() && !rule.isTlsNeeded() && !wire.isSecured()) {
            Reply helo = wire.exchange("HELO " + hostname, patience.command());
            if (helo.isGood()) {
                return Capabilities.NONE;
            }
        }
        throw new RefusedException("EHLO", reply);
    }

    /** Null when it is not offered and not needed. */
    private @Nullable Shaken startTls(Wire wire, Peer peer, Capabilities capabilities) throws IOException {
        Reply reply = capabilities.has("STARTTLS") ? wire.exchange("STARTTLS", patience.command()) : null;
        if (reply == null || !reply.isGood()) {
            if (peer.rule().isTlsNeeded()) {
                throw new TlsException(
                        Fault.STARTTLS_NOT_SUPPORTED,
                        reply == null ? "STARTTLS is not offered" : "STARTTLS refused: " + reply.oneLine());
            }
            return null;
        }
        if (wire.hasMore()) {
            // RFC 3207 §4.2: what somebody put in before the handshake would be taken for what came after it
            throw new BadReplyException("bytes after the reply to STARTTLS");
        }
        return handshake.shake(wire, peer.name(), peer.rule(), patience.greeting());
    }

    private static @Nullable TlsException missed(Rule rule) {
        return rule instanceof Rule.Opportunistic
                ? new TlsException(Fault.STARTTLS_NOT_SUPPORTED, "STARTTLS is not offered")
                : null;
    }
}
