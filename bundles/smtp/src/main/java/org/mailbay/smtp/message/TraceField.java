package org.mailbay.smtp.message;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Predicate;
import org.mailbay.mailauth.RawField;
import org.mailbay.mailauth.results.AuthenticationResults;
import org.mailbay.net.Connection;
import org.mailbay.smtp.command.Role;
import org.mailbay.smtp.content.MessageHeader;
import org.mailbay.smtp.envelope.Transaction;
import org.mailbay.smtp.session.Client;

/** Received and Return-Path: RFC 5321 §4.4. */
final class TraceField {
    /** RFC 5322 §3.3 */
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TraceField() {}

    static String received(Client client, Transaction transaction, Instant received) {
        // Deviates: RFC 5321 §4.4 wants it said where mail came from; where users are is nobody's business.
        boolean isHidden = client.role == Role.SUBMISSION && client.server.hidesClient();
        String from = isHidden ? "" : "from " + client.greeting.name() + " (" + client.literal() + ")\r\n\t";
        String tls = client.connection
                .tls()
                .map(Connection.Tls::cipher)
                .filter(cipher -> cipher.matches("[A-Za-z0-9_-]+"))
                .map(cipher -> "\r\n\ttls " + cipher) // RFC 8314 §4.3
                .orElse("");
        return "Received: " + from + "by " + client.server.hostname() + " with "
                + client.protocol(transaction.parameters.international()) + " id " + transaction.traceId + tls
                + ";\r\n\t" + DATE.format(received) + "\r\n";
    }

    static String returnPath(Transaction transaction) {
        return "Return-Path: <" + transaction.sender + ">\r\n";
    }

    /** Whether a field is ours alone to say, so that one that came is a lie, or is over: RFC 5321 §4.4, RFC 8601 §5. */
    static Predicate<MessageHeader.Place> ours(MessageHeader header, String hostname) {
        Predicate<RawField> forged = AuthenticationResults.forged(hostname);
        return field -> field.is("Return-Path")
                || field.is("Authentication-Results") && forged.test(new RawField(field.name(), header.raw(field), 0));
    }

    /** Whether a field says what the pipeline has just said anew: another's must not be taken for ours. */
    static boolean isSpamStatus(MessageHeader.Place field) {
        return field.is("X-Spam-Status") || field.is("X-Spam-Flag");
    }
}
