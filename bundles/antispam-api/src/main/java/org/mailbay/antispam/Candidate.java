package org.mailbay.antispam;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.Content;
import org.mailbay.mime.Message;

/**
 * A message as it is judged: everything that is known at that time, and all that a stage may look at.
 *
 * @param traceId of the message; of the session before there is one
 * @param sender reverse-path of MAIL FROM, empty for the null sender and in {@link Phase#CONNECTION}
 * @param recipients forward-paths; in {@link Phase#RECIPIENT} the last one is the one to be judged
 * @param content null but in {@link Phase#MESSAGE}
 * @param results of the stages that came before, in their order
 */
public record Candidate(
        String traceId,
        Instant received,
        Client client,
        String sender,
        List<String> recipients,
        @Nullable Body content,
        List<AuthResult> results) {
    public Candidate {
        recipients = List.copyOf(recipients);
        results = List.copyOf(results);
    }

    /** With what another stage found out. */
    public Candidate with(List<AuthResult> found) {
        List<AuthResult> all = new ArrayList<>(results);
        all.addAll(found);
        return new Candidate(traceId, received, client, sender, recipients, content, all);
    }

    /** The first result of a method, such as {@code spf}. */
    public Optional<AuthResult> result(String method) {
        return results.stream().filter(result -> result.method().equals(method)).findFirst();
    }

    /**
     * Who sends it.
     *
     * @param address the wildcard address when nobody knows: another server took the message, and handed it over
     * @param helo what it said in EHLO or HELO; empty before, and when nobody knows
     * @param tls version, such as {@code TLSv1.3}; empty when there is none
     * @param server our name, as authserv-id (RFC 8601 §2.5)
     */
    public record Client(InetAddress address, String helo, String tls, String server) {
        /** Nobody knows who: what goes by the address has nothing to say. */
        public static Client unknown(String server) {
            return new Client(InetAddress.ofLiteral("0.0.0.0"), "", "", server);
        }

        /** Whether it is known. */
        public boolean isKnown() {
            return !address.isAnyLocalAddress();
        }
    }

    /**
     * The message itself, without what we added.
     *
     * @param bytes as received
     * @param message parsed
     */
    public record Body(Content bytes, Message message) {}
}
