package org.mailbay.smtp.out.dialogue;

import java.io.IOException;
import org.mailbay.sasl.ClientExchange;
import org.mailbay.sasl.MalformedException;
import org.mailbay.sasl.Response;
import org.mailbay.smtp.out.dialogue.Peer.Credentials;
import org.mailbay.smtp.out.tls.Rule;
import org.mailbay.smtp.out.wire.BadReplyException;
import org.mailbay.smtp.out.wire.Reply;
import org.mailbay.smtp.out.wire.Wire;

/** AUTH as a client (RFC 4954 §4), by the best mechanism that both know. */
final class LogIn {
    private final Patience patience;

    LogIn(Patience patience) {
        this.patience = patience;
    }

    /**
     * Logs in.
     *
     * @param rule without TLS a password is shown only to a relay host that was configured to be talked to so
     * @throws RefusedException when the server refuses
     */
    void at(Wire wire, Rule rule, Credentials credentials, Capabilities capabilities) throws IOException {
        boolean isConfidential = wire.isSecured() || rule instanceof Rule.Clear;
        ClientExchange exchange = ClientExchange.of(
                        capabilities.mechanisms(), isConfidential, credentials.user(), credentials.password())
                .orElseThrow(() ->
                        new IOException("AUTH is offered with none of SCRAM-SHA-256, SCRAM-SHA-1, PLAIN and LOGIN"));
        try {
            String initial = exchange.initial()
                    .map(bytes -> ' ' + Response.toLine(bytes))
                    .orElse("");
            Reply reply = wire.exchange("AUTH " + exchange.mechanism() + initial, "AUTH", patience.command());
            while (reply.isIntermediate()) {
                String response = Response.toLine(exchange.next(challenge(reply)));
                reply = wire.exchange(response, "a response to AUTH", patience.command());
            }
            if (!reply.isGood()) {
                throw new RefusedException("AUTH", reply);
            }
        } catch (MalformedException e) {
            throw new IOException("AUTH " + exchange.mechanism() + ": " + e.getMessage(), e);
        }
        if (!exchange.isComplete()) {
            // RFC 5802 §5: who cannot prove that it knows the password is somebody else
            throw new IOException("AUTH " + exchange.mechanism() + ": the server proved nothing");
        }
    }

    private static byte[] challenge(Reply reply) throws BadReplyException {
        if (Response.of(reply.lines().getFirst().strip()) instanceof Response.Data(byte[] bytes)) {
            return bytes;
        }
        throw new BadReplyException("a challenge that is no Base64");
    }
}
