package org.mailbay.smtp.out.tlsrpt;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.mime.Address;
import org.mailbay.smtp.out.https.HttpsClient;
import org.mailbay.smtp.out.https.HttpsClient.Response;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.mailbay.trace.TraceId;

/** Sends reports where a domain wants them: by mail, over HTTPS. */
final class Dispatch {
    private static final String MAILTO = "mailto:";
    private static final int MOST_PLACES = 4;

    private final Resolver dns;
    private final HttpsClient https;
    private final Swappable<Relay> relay;
    private final Duration wait;
    private final SecureRandom random = new SecureRandom();

    Dispatch(Resolver dns, HttpsClient https, Swappable<Relay> relay, Duration wait) {
        this.dns = dns;
        this.https = https;
        this.relay = relay;
        this.wait = wait;
    }

    /**
     * Where a domain wants reports (RFC 8460 §3).
     *
     * @return empty when it wants none
     * @throws IOException when that cannot be told now
     */
    List<String> places(String domain) throws IOException {
        Answer answer = dns.ask("_smtp._tls." + domain, RecordType.TXT);
        if (answer.status() == Answer.Status.FAILED || answer.status() == Answer.Status.BOGUS) {
            throw new IOException(answer.reason());
        }
        List<String> records = answer.records(DnsRecord.Text.class).stream()
                .map(DnsRecord.Text::text)
                .filter(text -> text.startsWith("v=TLSRPTv1"))
                .toList();
        List<String> places = new ArrayList<>();
        if (records.size() == 1) { // RFC 8460 §3: several are none
            for (String field : records.getFirst().split(";")) {
                if (field.strip().startsWith("rua=")) {
                    Arrays.stream(field.strip().substring(4).split(","))
                            .map(String::strip)
                            .limit(MOST_PLACES)
                            .forEach(places::add);
                }
            }
        }
        return places;
    }

    /** Sends a report to one place; for good, as far as we are concerned. */
    void send(Report report, String place, Instant now) throws IOException {
        if (place.startsWith(MAILTO)) {
            mail(report, place, now);
        } else if (place.startsWith("https://")) {
            post(report, place);
        } else {
            throw new IOException("no place for reports: " + place);
        }
    }

    private void mail(Report report, String place, Instant now) throws IOException {
        String address = place.substring(MAILTO.length()).split("\\?", 2)[0].replace("+", "%2B");
        Optional<Address> to;
        try {
            to = Address.parse(URLDecoder.decode(address, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException("no address: " + place, e);
        }
        if (to.isEmpty() || to.get().needsSmtpUtf8()) {
            throw new IOException("no address: " + place);
        }
        Shipment shipment = new Shipment(
                new Envelope(report.from(), TraceId.of(now, random), now),
                Map.of(),
                List.of(new Destination(to.get().ascii(), Map.of("NOTIFY", "NEVER"))),
                TenantId.SYSTEM,
                AccountId.SYSTEM,
                "");
        byte[] message = report.message(to.get().ascii(), now);
        try (Lease<Relay> lease = relay.acquire(wait);
                Leaving leaving = lease.service().begin(shipment, message.length)) {
            leaving.write(message, 0, message.length);
            leaving.send();
        }
    }

    // RFC 8460 §5.4
    private void post(Report report, String place) throws IOException {
        URI uri;
        try {
            uri = URI.create(place);
        } catch (IllegalArgumentException e) {
            throw new IOException("no address: " + place, e);
        }
        if (uri.getHost() == null) {
            throw new IOException("no address: " + place);
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        Response response = https.post(
                uri.getHost(),
                uri.getPort() < 0 ? 443 : uri.getPort(),
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
                "application/tlsrpt+gzip",
                report.gzip());
        if (response.status() / 100 != 2) {
            throw new IOException("the answer is " + response.status());
        }
    }
}
