package org.mailbay.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Incoming;
import org.mailbay.delivery.Outcome;
import org.mailbay.net.Connection;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A message that is arriving, by DATA or BDAT.
 *
 * <p>What goes wrong on the way is kept and told at the end, when the client listens. While this is open the mail model is not let
 * go, so an update of it waits for the message.
 */
final class Receiving implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);
    /** RFC 5322 §3.3 */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final SmtpProtocol server;
    private final Connection connection;
    private final Transaction transaction;
    private final Lease<Delivery> lease;
    private final Incoming incoming;
    private final String traceId;
    private final Instant received;
    private final long started = System.nanoTime();
    private long size;
    private @Nullable Reply failure;

    private Receiving(
            SmtpProtocol server, Connection connection, Transaction transaction, Lease<Delivery> lease, String traceId)
            throws IOException {
        this.server = server;
        this.connection = connection;
        this.transaction = transaction;
        this.lease = lease;
        this.traceId = traceId;
        this.received = server.now();
        this.incoming = lease.service().begin(transaction.recipients, transaction.declaredSize);
    }

    /**
     * Begins a message.
     *
     * @param greeting the client's name and protocol, for the Received field
     * @throws AwayException when there is nobody to deliver
     */
    static Receiving begin(SmtpProtocol server, Connection connection, Transaction transaction, Greeting greeting)
            throws IOException {
        Lease<Delivery> lease = server.delivery().acquire(server.patience());
        Receiving receiving;
        try {
            receiving = new Receiving(server, connection, transaction, lease, server.nextTraceId());
        } catch (IOException | RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        try {
            receiving.trace(greeting);
            return receiving;
        } catch (IOException | RuntimeException | Error e) {
            receiving.close();
            throw e;
        }
    }

    /** Who the client said it was. */
    record Greeting(String name, boolean extended) {}

    /** RFC 5321 §4.4 */
    private void trace(Greeting greeting) throws IOException {
        String protocol =
                !greeting.extended() ? "SMTP" : transaction.international ? "UTF8SMTP" : "ESMTP"; // RFC 6531 §4.3
        String secure = greeting.extended() && connection.tls().isPresent() ? "S" : ""; // RFC 3848
        String fields = "Return-Path: <" + transaction.sender + ">\r\nReceived: from " + greeting.name() + " (["
                + connection.peer().getAddress().getHostAddress() + "])\r\n\tby " + server.hostname() + " with "
                + protocol + secure + " id " + traceId + ";\r\n\t" + DATE.format(received) + "\r\n";
        byte[] bytes = fields.getBytes(StandardCharsets.UTF_8);
        incoming.write(bytes, 0, bytes.length);
    }

    /** Adds bytes; never throws: see {@link #finish}. */
    void write(byte[] bytes, int offset, int length) {
        size += length;
        if (failure != null || length == 0) {
            return;
        }
        if (size > server.maxMessageBytes()) {
            failure = Replies.TOO_BIG;
            return;
        }
        try {
            incoming.write(bytes, offset, length);
        } catch (IOException | RuntimeException | LinkageError e) {
            failed(e);
        }
    }

    /** What is wrong with the message so far; null when nothing is. */
    @Nullable
    Reply failure() {
        return failure;
    }

    /** Refuses the message, whatever else happens. */
    void refuse(Reply reply) {
        if (failure == null) {
            failure = reply;
        }
    }

    /** Whether the client takes so long, or sends so much, that it is no use to go on. */
    boolean isHopeless() {
        return size > 2 * server.maxMessageBytes()
                || System.nanoTime() - started
                        > Duration.ofSeconds(server.dataTimeoutSeconds()).toNanos();
    }

    /** Delivers; the answer is the truth for all recipients. */
    Reply finish() {
        MDC.put("trace", traceId);
        try {
            Reply reply = failure != null ? failure : deliver();
            long time = System.nanoTime() - started;
            server.traffic().answered(reply, size, time);
            LOG.info(
                    "event=message-received outcome={} status={} peer={} sender=<{}> recipients={} bytes={} micros={}",
                    reply.code() == 250 ? "delivered" : reply.isError() ? "refused" : "deferred",
                    reply.status(),
                    connection.peer().getAddress().getHostAddress(),
                    transaction.sender,
                    transaction.recipients.size(),
                    size,
                    time / 1_000);
            return reply;
        } finally {
            MDC.remove("trace");
        }
    }

    private Reply deliver() {
        try {
            return reply(incoming.deliver(new Envelope(transaction.sender, traceId, received)));
        } catch (IOException | RuntimeException | LinkageError e) {
            failed(e);
            return Replies.FAILED;
        }
    }

    /**
     * One reply for all recipients (RFC 5321 §4.2.5).
     *
     * <p>Until there is a queue that bounces, a message that only some recipients got is answered with the failure: the sender tries
     * again or hears of it. A second copy is better than none.
     */
    private Reply reply(List<Outcome> outcomes) {
        List<String> later = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        String status = "";
        for (int i = 0; i < outcomes.size(); i++) {
            String recipient = transaction.recipients.get(i).address();
            switch (outcomes.get(i)) {
                case Outcome.Delivered() -> {}
                case Outcome.TryLater(String why) -> later.add(recipient + " " + why);
                case Outcome.Refused(String code, String why) -> {
                    refused.add(recipient + " " + why);
                    status = code;
                }
            }
        }
        if (!later.isEmpty()) {
            return Reply.of(451, "4.3.0", "Not delivered to " + String.join(", ", later));
        }
        if (!refused.isEmpty()) {
            return Reply.of(554, status, "Refused for " + String.join(", ", refused));
        }
        return Reply.of(250, "2.0.0", "Ok: " + traceId);
    }

    private void failed(Throwable e) {
        failure = e instanceof AwayException ? Replies.NOT_HERE : Replies.FAILED;
        LOG.atError().setCause(e).log("event=message-failed trace={} bytes={}", traceId, size);
    }

    @Override
    public void close() {
        try {
            incoming.close();
        } finally {
            lease.close();
        }
    }
}
