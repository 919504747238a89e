package org.mailbay.jmap.submission.post;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a sender is told of recipients (RFC 3464).
 *
 * @param to reverse-path of the message
 * @param envelopeId ENVID (RFC 3461 §4.4); empty when there is none
 * @param arrived when the message was submitted
 * @param messageId of the message, with angle brackets; empty when there is none
 * @param header of the message, as text
 */
record Report(
        String to,
        String envelopeId,
        String hostname,
        Instant arrived,
        String messageId,
        String header,
        Map<String, Status> statuses) {
    private static final int LONGEST_HEADER = 20_000;

    /** The message. */
    byte[] bytes(Instant now) {
        boolean isFailure = statuses.values().stream().anyMatch(Status::isFailed);
        Composition message = new Composition()
                .mailbox("From", "Mail Delivery System", "MAILER-DAEMON@" + hostname)
                .field("To", "<" + to + ">")
                .field("Subject", isFailure ? "Undelivered Mail Returned to Sender" : "Mail Delivery Report")
                .field("Date", Composition.date(now))
                .field("Message-ID", Composition.messageId(hostname))
                .field("Auto-Submitted", "auto-replied"); // RFC 3834 §3.1.1
        if (!messageId.isEmpty()) {
            message.ids("In-Reply-To", List.of(messageId)).ids("References", List.of(messageId));
        }
        List<String> parts = new ArrayList<>();
        parts.add(Composition.textPart("text/plain; charset=utf-8", text()));
        parts.add(Composition.part("message/delivery-status", fields()));
        parts.add(Composition.textPart(
                "text/rfc822-headers; charset=utf-8", header.substring(0, Math.min(header.length(), LONGEST_HEADER))));
        return message.with(Composition.multipart("multipart/report; report-type=delivery-status", parts));
    }

    private String text() {
        StringBuilder text = new StringBuilder("This is the mail server at host " + hostname + ".\n\n");
        statuses.forEach((address, status) -> text.append('<')
                .append(address)
                .append(">: ")
                .append(status.isFailed() ? "not delivered: " : "delivered: ")
                .append(status.smtpReply())
                .append("\n"));
        return text.append("\nThe header of your message follows.\n").toString();
    }

    /** RFC 3464 §2. */
    private String fields() {
        StringBuilder fields = new StringBuilder();
        if (!envelopeId.isEmpty()) {
            fields.append("Original-Envelope-Id: ").append(envelopeId).append("\r\n");
        }
        fields.append("Reporting-MTA: dns; ").append(hostname).append("\r\n");
        fields.append("Arrival-Date: ").append(Composition.date(arrived)).append("\r\n");
        statuses.forEach((address, status) -> {
            boolean isAscii = address.chars().allMatch(c -> c < 0x80);
            fields.append("\r\nFinal-Recipient: ")
                    .append(isAscii ? "rfc822; " : "utf-8; ") // RFC 6533 §3
                    .append(address)
                    .append("\r\nAction: ")
                    .append(status.isFailed() ? "failed" : "delivered")
                    .append("\r\nStatus: ")
                    .append(status.smtpReply().split(" ", 3)[1])
                    .append("\r\nDiagnostic-Code: smtp; ")
                    .append(status.smtpReply())
                    .append("\r\n");
        });
        return fields.toString();
    }
}
