package org.mailbay.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.queue.Item.Recipient;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.swap.AwayException;
import org.mailbay.trace.TraceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells senders what became of their letters, as far as they asked (RFC 3461): failures unless they asked for silence. */
final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    /** How much of a letter goes back when the sender wants all of it. */
    private static final long MOST_RETURNED = 1 << 20;

    private static final int MOST_HEADER = 64 << 10;

    private final Waiting waiting;
    private final String hostname;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final ReportRoute route;

    /** Where a report to an address goes. */
    @FunctionalInterface
    interface ReportRoute {
        /**
         * At least one; never throws for an address that is none: the report then fails like other mail.
         *
         * @throws AwayException when that cannot be known now
         */
        List<Destination> to(String sender) throws AwayException;
    }

    Reports(Waiting waiting, String hostname, RandomGenerator random, InstantSource clock, ReportRoute route) {
        this.waiting = waiting;
        this.hostname = hostname;
        this.random = random;
        this.clock = clock;
        this.route = route;
    }

    /**
     * A report: a letter like others.
     *
     * @param letter null when there is nothing to report
     */
    record Report(@Nullable Letter letter, List<Item> work) {
        static final Report NONE = new Report(null, List.of());
    }

    /**
     * Makes the report that an attempt asks for, to be written with what came of it.
     *
     * @param isLate whether the sender is to hear that it takes long
     */
    Report of(Tried tried, boolean isLate) throws IOException {
        // RFC 5321 §4.5.5, RFC 3464 §2: what has no sender is answered by nothing.
        if (tried.letter().sender().isEmpty() || !tried.isReported()) {
            return Report.NONE;
        }
        List<Told> told = new ArrayList<>();
        tried.failed().stream()
                .filter(recipient -> wants(recipient, "FAILURE", true))
                .forEach(recipient -> told.add(new Told(recipient, Action.FAILED)));
        tried.taken().stream()
                .filter(recipient -> wants(recipient, "SUCCESS", false))
                .forEach(recipient -> told.add(new Told(
                        recipient,
                        tried.item().lane().destination().kind() == Lane.Way.MAILBOX
                                ? Action.DELIVERED
                                : Action.RELAYED)));
        if (isLate) {
            tried.left().stream()
                    .filter(recipient -> wants(recipient, "DELAY", true))
                    .forEach(recipient -> told.add(new Told(recipient, Action.DELAYED)));
        }
        return told.isEmpty() ? Report.NONE : write(tried.letter(), told);
    }

    /** RFC 3461 §4.1, §6.2.4: without NOTIFY, failures and perhaps delays. */
    private static boolean wants(Recipient recipient, String what, boolean otherwise) {
        String notify = recipient.parameters().get("NOTIFY");
        return notify == null
                ? otherwise
                : List.of(notify.toUpperCase(Locale.ROOT).split(",")).contains(what);
    }

    private enum Action {
        FAILED("failed", "could not be delivered"),
        DELAYED("delayed", "could not be delivered yet; we will go on trying"),
        RELAYED("relayed", "was handed to a server that sends no further reports"),
        DELIVERED("delivered", "was delivered");

        final String word;
        final String text;

        Action(String word, String text) {
            this.word = word;
            this.text = text;
        }
    }

    private record Told(Recipient recipient, Action action) {}

    private Report write(Letter letter, List<Told> told) throws IOException {
        // First: while nobody knows this, nothing is to be written.
        List<Destination> destinations = route.to(letter.sender());
        Instant now = clock.instant();
        boolean isInternational =
                told.stream().anyMatch(one -> !isAscii(one.recipient().address())) || !isAscii(letter.sender());
        BlobRef blob;
        try (BlobSink sink = waiting.content(-1)) {
            message(letter, told, isInternational, now, sink);
            blob = sink.seal();
        }
        long number = waiting.number();
        List<Item> items = new ArrayList<>();
        for (Destination destination : destinations) {
            Lane lane = new Lane(Lane.To.of(destination), letter.tenant(), letter.account(), Lane.Kind.LETTER);
            Recipient recipient = new Recipient(destination.address(), Map.of("NOTIFY", "NEVER"), "", "");
            items.add(new Item(new Item.Id(number, items.size()), lane, List.of(recipient), now, 0, false));
        }
        Letter report = new Letter(
                number,
                TraceId.of(now, random),
                now,
                now,
                items.size(),
                "",
                parameters(letter, isInternational),
                letter.tenant(),
                letter.account(),
                Letter.OURS,
                "",
                blob,
                "");
        return new Report(report, items);
    }

    private static Map<String, String> parameters(Letter letter, boolean isInternational) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("BODY", "8BITMIME");
        if (isInternational || letter.parameters().containsKey("SMTPUTF8")) {
            parameters.put("SMTPUTF8", ""); // RFC 6533 §3
        }
        if (letter.parameters().containsKey("REQUIRETLS")) {
            parameters.put("REQUIRETLS", ""); // RFC 8689 §5
        }
        return parameters;
    }

    private void message(Letter letter, List<Told> told, boolean isInternational, Instant now, BlobSink sink)
            throws IOException {
        String boundary = "=_" + TraceId.of(now, random);
        boolean isFailure = told.stream().anyMatch(one -> one.action() == Action.FAILED);
        StringBuilder head = new StringBuilder();
        field(head, "From", "Mail Delivery System <MAILER-DAEMON@" + hostname + ">");
        field(head, "To", "<" + letter.sender() + ">");
        field(head, "Subject", isFailure ? "Undelivered mail" : "Mail delivery report");
        field(head, "Date", Dates.rfc5322(now));
        field(head, "Message-ID", "<" + TraceId.of(now, random) + "@" + hostname + ">");
        field(head, "Auto-Submitted", "auto-replied"); // RFC 3834 §3.1.1
        field(head, "MIME-Version", "1.0");
        field(head, "Content-Type", "multipart/report; report-type=delivery-status; boundary=\"" + boundary + "\"");
        head.append("\r\n");
        part(head, boundary, "text/plain; charset=utf-8");
        head.append("This is the mail server at ").append(hostname).append(".\r\n\r\n");
        for (Told one : told) {
            head.append("Your message to <")
                    .append(one.recipient().address())
                    .append("> ")
                    .append(one.action().text)
                    .append(".\r\n");
            if (!one.recipient().reply().isEmpty()) {
                head.append("    ")
                        .append(one.recipient().remote())
                        .append(' ')
                        .append(one.recipient().reply())
                        .append("\r\n");
            }
        }
        head.append("\r\nThe message has the id ").append(letter.traceId()).append(" here.\r\n");
        // RFC 6533 §3
        part(head, boundary, isInternational ? "message/global-delivery-status" : "message/delivery-status");
        status(head, letter, told, now);
        write(sink, head);
        original(letter, isFailure, isInternational, boundary, sink);
        write(sink, new StringBuilder("\r\n--").append(boundary).append("--\r\n"));
    }

    /** RFC 3464 §2. */
    private void status(StringBuilder out, Letter letter, List<Told> told, Instant now) {
        String envelope = letter.parameters().getOrDefault("ENVID", "");
        if (!envelope.isEmpty()) {
            field(out, "Original-Envelope-Id", envelope);
        }
        field(out, "Reporting-MTA", "dns; " + hostname);
        field(out, "Arrival-Date", Dates.rfc5322(letter.received()));
        field(out, "X-Mailbay-Trace", letter.traceId());
        for (Told one : told) {
            out.append("\r\n");
            Recipient recipient = one.recipient();
            String original = recipient.parameters().getOrDefault("ORCPT", "");
            if (original.indexOf(';') > 0) {
                field(out, "Original-Recipient", original.replaceFirst(";", "; "));
            }
            field(
                    out,
                    "Final-Recipient",
                    (isAscii(recipient.address()) ? "rfc822; " : "utf-8; ") + recipient.address());
            field(out, "Action", one.action().word);
            field(out, "Status", code(recipient.reply(), one.action()));
            String remote = recipient.remote().split(" ", 2)[0];
            if (!remote.isEmpty() && !remote.equals("mailbox")) {
                field(out, "Remote-MTA", "dns; " + remote);
            }
            // What stands there was said in SMTP, by another server.
            if (!recipient.reply().isEmpty() && !remote.isEmpty() && !remote.equals("mailbox")) {
                field(out, "Diagnostic-Code", "smtp; " + recipient.reply());
            }
            field(out, "Last-Attempt-Date", Dates.rfc5322(now));
        }
    }

    /** The enhanced code of a reply (RFC 3463), or one for its class. */
    private static String code(String reply, Action action) {
        String[] words = reply.split("[ -]", 3);
        String expected = action == Action.FAILED ? "5" : action == Action.DELAYED ? "4" : "2";
        return words.length > 1 && words[1].matches(expected + "\\.[0-9]{1,3}\\.[0-9]{1,3}")
                ? words[1]
                : expected + ".0.0";
    }

    /** RFC 3461 §4.3: a failure brings the message back, or its header; anything else the header. */
    private void original(Letter letter, boolean isFailure, boolean isInternational, String boundary, BlobSink sink)
            throws IOException {
        boolean isFull = isFailure
                && letter.parameters().getOrDefault("RET", "HDRS").equalsIgnoreCase("FULL")
                && !letter.parameters().getOrDefault("BODY", "").equalsIgnoreCase("BINARYMIME")
                && letter.blob().size() <= MOST_RETURNED;
        StringBuilder begin = new StringBuilder();
        part(
                begin,
                boundary,
                isFull
                        ? isInternational ? "message/global" : "message/rfc822"
                        : isInternational ? "message/global-headers" : "text/rfc822-headers");
        write(sink, begin);
        Optional<BlobInput> content = waiting.open(letter.blob(), 0);
        if (content.isEmpty()) {
            LOG.error("event=queue-content outcome=gone letter={} trace={}", letter.number(), letter.traceId());
            return; // the sender hears of it all the same
        }
        try (BlobInput input = content.get()) {
            byte[] bytes = input.content().readNBytes(isFull ? (int) MOST_RETURNED : MOST_HEADER);
            int length = isFull ? bytes.length : endOfHeader(bytes);
            sink.write(bytes, 0, length);
        }
    }

    private static int endOfHeader(byte[] bytes) {
        for (int i = 0; i + 3 < bytes.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 2;
            }
        }
        int last = bytes.length;
        while (last > 1 && !(bytes[last - 2] == '\r' && bytes[last - 1] == '\n')) {
            last--;
        }
        return last > 1 ? last : 0;
    }

    private static void part(StringBuilder out, String boundary, String type) {
        out.append("\r\n--").append(boundary).append("\r\n");
        field(out, "Content-Type", type);
        field(out, "Content-Transfer-Encoding", "8bit");
        out.append("\r\n");
    }

    /** A field; what came from elsewhere ends no line. */
    private static void field(StringBuilder out, String name, String value) {
        out.append(name).append(": ").append(clean(value)).append("\r\n");
    }

    private static String clean(String value) {
        return value.replaceAll("[\\x00-\\x1f\\x7f]+", " ");
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static void write(BlobSink sink, StringBuilder text) throws IOException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        sink.write(bytes, 0, bytes.length);
    }
}
