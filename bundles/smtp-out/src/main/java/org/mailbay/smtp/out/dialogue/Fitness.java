package org.mailbay.smtp.out.dialogue;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailbay.delivery.spi.Carried;

/** Whether a server can take a message at all, by what it offered: what it cannot take is refused here, by name. */
final class Fitness {
    private static final Pattern BY = Pattern.compile("(-?\\d{1,9});([NRnr])[Tt]?");

    private final Session session;
    private final Capabilities capabilities;
    private final Letter letter;
    private final Ledger ledger;

    Fitness(Session session, Letter letter, Ledger ledger) {
        this.session = session;
        this.capabilities = session.capabilities();
        this.letter = letter;
        this.ledger = ledger;
    }

    /** Settles those who cannot be served; whether anybody is left. */
    boolean check() {
        String refusal = refusal();
        List<Integer> open = ledger.open();
        for (int recipient : open) {
            if (!refusal.isEmpty()) {
                ledger.settle(recipient, new Carried.Failed(refusal, session.remote()));
            } else if (letter.needsUtf8(recipient) && !capabilities.has("SMTPUTF8")) {
                // RFC 6531 §3.5: there is no way to say it in ASCII
                ledger.settle(
                        recipient,
                        new Carried.Failed(
                                "550 5.6.7 The server does not take internationalised addresses or header fields (SMTPUTF8)",
                                session.remote()));
            }
        }
        return !ledger.isComplete();
    }

    private String refusal() {
        OptionalLong most = capabilities.maxSize();
        if (most.isPresent() && letter.content().size() > most.getAsLong()) { // RFC 1870 §6.1
            return "552 5.3.4 The message has " + letter.content().size() + " bytes, the server takes "
                    + most.getAsLong();
        }
        if (letter.look().isBinary() && !isBinaryTaken()) { // RFC 3030 §3
            return "554 5.6.3 The message has line ends that are not CRLF, which the server does not take (BINARYMIME)";
        }
        // Deviates: RFC 6152 §3 would have it converted; that breaks signatures
        if (letter.look().is8bit()
                && !capabilities.has("8BITMIME")
                && !letter.look().isBinary()) {
            return "554 5.6.3 The message has 8-bit bytes, which the server does not take (8BITMIME)";
        }
        if (letter.isTlsRequired() && !(session.isSecured() && capabilities.has("REQUIRETLS"))) { // RFC 8689 §4.2.1
            return "550 5.7.30 The message is to be kept secret on its way, and the server does not promise that (REQUIRETLS)";
        }
        return deliverBy();
    }

    private boolean isBinaryTaken() {
        return capabilities.has("BINARYMIME") && capabilities.has("CHUNKING");
    }

    // RFC 2852 §4.1.4: "R" must be returned rather than sent on without a promise
    private String deliverBy() {
        Matcher by = BY.matcher(letter.parameters().getOrDefault("BY", ""));
        if (!by.matches() || !by.group(2).equalsIgnoreCase("R")) {
            return "";
        }
        long seconds = Long.parseLong(by.group(1));
        if (seconds <= 0) {
            return "550 5.4.7 The time by which it was to be delivered is over";
        }
        if (!capabilities.has("DELIVERBY")) {
            return "550 5.3.3 The server promises no time of delivery (DELIVERBY)";
        }
        OptionalLong least = Capabilities.number(capabilities.keywords().getOrDefault("DELIVERBY", ""));
        return least.isPresent() && least.getAsLong() > seconds
                ? "550 5.4.7 The server needs " + least.getAsLong() + " seconds, and " + seconds + " are left"
                : "";
    }
}
