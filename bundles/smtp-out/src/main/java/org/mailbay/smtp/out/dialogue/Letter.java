package org.mailbay.smtp.out.dialogue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.mime.Address;
import org.mailbay.mime.Content;

/**
 * A message, looked through once, with its envelope.
 *
 * @param sender empty for the null sender
 * @param to recipients, in the order of the consignment; empty for what is no address
 */
public record Letter(
        String traceId,
        Optional<Address> sender,
        Map<String, String> parameters,
        List<Destination> recipients,
        List<Optional<Address>> to,
        Content content,
        Look look) {
    private static final Pattern BY = Pattern.compile("(-?\\d{1,9})(;[NRnr][Tt]?)");
    private static final int IN_MEMORY = 256 * 1024;

    /**
     * Reads the message.
     *
     * @throws IllegalArgumentException when the sender is no address
     * @throws IOException when it cannot be read
     */
    public static Letter of(Consignment consignment, Instant now) throws IOException {
        Optional<Address> sender = consignment.sender().isEmpty()
                ? Optional.empty()
                : Optional.of(Address.parse(consignment.sender())
                        .orElseThrow(() -> new IllegalArgumentException("the sender is no address")));
        Content content = consignment.content();
        if (content.size() <= IN_MEMORY) {
            try (InputStream in = content.open()) {
                content = new Held(in.readNBytes(IN_MEMORY + 1));
            }
        }
        List<Optional<Address>> to = new ArrayList<>();
        for (Destination recipient : consignment.recipients()) {
            to.add(Address.parse(recipient.address()));
        }
        return new Letter(
                consignment.traceId(),
                sender,
                timely(consignment.parameters(), Duration.between(consignment.received(), now)),
                consignment.recipients(),
                to,
                content,
                Look.at(content));
    }

    /** With what is left of the time of DELIVERBY (RFC 2852 §4.1.3). */
    private static Map<String, String> timely(Map<String, String> given, Duration passed) {
        Matcher by = BY.matcher(given.getOrDefault("BY", ""));
        if (!by.matches()) {
            return given;
        }
        Map<String, String> timely = new HashMap<>(given);
        timely.put("BY", Long.parseLong(by.group(1)) - Math.max(0, passed.toSeconds()) + by.group(2));
        return timely;
    }

    /** Whether it may only go where nobody can listen, at any hop (RFC 8689 §2). */
    public boolean isTlsRequired() {
        return parameters.containsKey("REQUIRETLS");
    }

    /** Whether it goes out even where the rules for TLS cannot be kept (RFC 8689 §4). */
    public boolean isTlsOptional() {
        return look.isTlsOptional() && !isTlsRequired();
    }

    /** Whether it needs SMTPUTF8 for a recipient (RFC 6531 §3.2): an address, or a header that was declared to. */
    boolean needsUtf8(int recipient) {
        return isUtf8() || to.get(recipient).map(Address::needsSmtpUtf8).orElse(false);
    }

    /** Whether it needs SMTPUTF8 for every recipient. */
    boolean isUtf8() {
        return sender.map(Address::needsSmtpUtf8).orElse(false)
                || parameters.containsKey("SMTPUTF8") && look.isHeader8bit();
    }

    private record Held(byte[] bytes) implements Content {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
