package org.mailbay.smtp.out.tlsrpt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.mailbay.smtp.out.tlsrpt.Ledgers.Due;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One report (RFC 8460 §4).
 *
 * @param id unique to the submitter, and the same when it is sent again
 * @param from address of who sends it
 * @param gzip the document
 */
record Report(Due due, String id, String from, byte[] gzip) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

    static Report of(Due due, List<Row> rows, String organization, String from) throws IOException {
        String id = due.day() + "." + due.domain() + "." + domain(from);
        ObjectNode json = JSON.createObjectNode();
        json.put("organization-name", organization);
        json.putObject("date-range")
                .put("start-datetime", due.day() + "T00:00:00Z")
                .put("end-datetime", due.day() + "T23:59:59Z");
        json.put("contact-info", from);
        json.put("report-id", id);
        ArrayNode policies = json.putArray("policies");
        rows.forEach(row -> policies.add(row.json()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(JSON.writeValueAsBytes(json));
        }
        return new Report(due, id, from, bytes.toByteArray());
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /** RFC 8460 §5.1. */
    private String fileName() {
        long begin = due.day().atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        return domain(from) + "!" + due.domain() + "!" + begin + "!" + (begin + 86_399) + ".json.gz";
    }

    /** As a message (RFC 8460 §5.3). */
    byte[] message(String to, Instant now) {
        String boundary = "=_report_" + Integer.toHexString(id.hashCode());
        String base64 = Base64.getMimeEncoder().encodeToString(gzip);
        String submitter = domain(from);
        return String.join(
                        "\r\n",
                        "From: <" + from + ">",
                        "To: <" + to + ">",
                        "Subject: Report Domain: " + due.domain() + " Submitter: " + submitter + " Report-ID: <" + id
                                + ">",
                        "Date: " + DATE.format(now.atOffset(ZoneOffset.UTC)),
                        "Message-ID: <tlsrpt." + id + "." + now.toEpochMilli() + "@" + submitter + ">",
                        "TLS-Report-Domain: " + due.domain(),
                        "TLS-Report-Submitter: " + submitter,
                        "TLS-Required: No", // RFC 8460 §3: delivered although TLS fails
                        "Auto-Submitted: auto-generated",
                        "MIME-Version: 1.0",
                        "Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=\"" + boundary + "\"",
                        "",
                        "--" + boundary,
                        "Content-Type: text/plain; charset=us-ascii",
                        "",
                        "How TLS went with the servers of " + due.domain() + " on " + due.day() + " (UTC).",
                        "",
                        "--" + boundary,
                        "Content-Type: application/tlsrpt+gzip",
                        "Content-Transfer-Encoding: base64",
                        "Content-Disposition: attachment; filename=\"" + fileName() + "\"",
                        "",
                        base64,
                        "--" + boundary + "--",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
