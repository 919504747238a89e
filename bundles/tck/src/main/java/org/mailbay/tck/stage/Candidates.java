package org.mailbay.tck.stage;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.mime.Content;
import org.mailbay.mime.Message;

/** Candidates by what is odd about them; long past, so that nobody remembers them. */
final class Candidates {
    private static final Instant RECEIVED = Instant.parse("2026-01-01T12:00:00Z");
    private static final String HEADER = "From: Ann <ann@example.com>\r\nTo: eve@example.test\r\n"
            + "Date: Thu, 1 Jan 2026 12:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n";
    private static final String PLAIN = HEADER + "Subject: lunch\r\n\r\nAt noon?\r\n";

    private final Phase phase;
    private final Map<String, Candidate> all = new LinkedHashMap<>();

    private Candidates(Phase phase) {
        this.phase = phase;
    }

    static Map<String, Candidate> of(Phase phase, long seed) {
        Candidates made = new Candidates(phase);
        made.clients();
        made.envelopes();
        made.messages(new Random(seed));
        made.results();
        return made.all;
    }

    private void add(String name, String client, String helo, String sender, List<String> recipients, byte[] message) {
        Candidate.Body body =
                phase == Phase.MESSAGE ? new Candidate.Body(content(message), Message.parse(message)) : null;
        all.put(
                name,
                new Candidate(
                        "contract-" + all.size(),
                        RECEIVED,
                        new Candidate.Client(InetAddress.ofLiteral(client), helo, "TLSv1.3", "mx.example.test"),
                        phase == Phase.CONNECTION ? "" : sender,
                        phase == Phase.CONNECTION ? List.of() : recipients,
                        body,
                        List.of()));
    }

    private void add(String name, String sender, List<String> recipients) {
        add(name, "192.0.2.7", "mail.example.com", sender, recipients, bytes(PLAIN));
    }

    private void message(String name, String message) {
        add(name, "192.0.2.7", "mail.example.com", "ann@example.com", List.of("eve@example.test"), bytes(message));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void clients() {
        add("ordinary", "ann@example.com", List.of("eve@example.test"));
        List<String> helos =
                List.of("", "[192.0.2.7]", "[IPv6:::1]", "..", "a".repeat(255), "b\u00fccher.example", "%{i}");
        for (String client : List.of("203.0.113.9", "127.0.0.1", "::1", "2001:db8::7", "fe80::1", "255.255.255.255")) {
            for (String helo : helos) {
                add(
                        "client " + client + " helo " + helo,
                        client,
                        helo,
                        "ann@example.com",
                        List.of("eve@example.test"),
                        bytes(PLAIN));
            }
        }
    }

    private void envelopes() {
        for (String sender : List.of(
                "",
                "postmaster",
                "@",
                "@example.com",
                "ann@",
                "\"a b\\\"@\"@example.com",
                "ann@[192.0.2.7]",
                "ann@[IPv6:2001:db8::7]",
                "a@b@example.com",
                "j\u00fcrgen@b\u00fccher.example",
                "ann@" + "x".repeat(64) + ".example",
                "ann@" + "x.".repeat(126) + "com",
                "l".repeat(64) + "@example.com",
                "%{s}@%{d}.%{i}.example")) {
            add("sender " + sender, sender, List.of("eve@example.test"));
        }
        add("no recipients", "ann@example.com", List.of());
        add("many recipients", "ann@example.com", Collections.nCopies(1_000, "eve@example.test"));
    }

    private void messages(Random random) {
        message("nothing", "");
        message("no header", "\r\nbody\r\n");
        message("no body", HEADER);
        message("no line end", "Subject");
        message("bare LF", PLAIN.replace("\r\n", "\n"));
        message("two From fields", "From: a@one.example\r\nFrom: b@two.example\r\n\r\n");
        message("no From field", "Subject: x\r\n\r\n");
        message("broken From fields", "From: \r\nFrom: <<>@,;:\r\nFrom: =?x?q?=\r\n\r\n");
        message("From with many authors", "From: " + "a@x.example, ".repeat(5_000) + "a@x.example\r\n\r\n");
        message("many fields", "X-A: b\r\n".repeat(20_000) + "\r\nx");
        message("a long field", "Subject: " + "x ".repeat(300_000) + "\r\n\r\nx");
        message("a folded field", "Subject: x" + "\r\n \t".repeat(20_000) + "y\r\n\r\nx");
        message("a long line", HEADER + "\r\n" + "x".repeat(500_000));
        message("results of others", "Authentication-Results: mx.example.test; dkim=pass\r\n" + PLAIN);
        message(
                "a signature",
                "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s; h=from:from:; bh=; b=\r\n" + PLAIN);
        message(
                "a hundred signatures",
                "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com; s=s; h=from; bh=AA==; b=AA==\r\n"
                                .repeat(100)
                        + PLAIN);
        message(
                "a chain of seals",
                "ARC-Seal: i=1; cv=none; a=rsa-sha256; d=e.example; s=s; b=AA==\r\nARC-Seal: i=51; cv=fail\r\nARC-Seal: i=x\r\n"
                        + PLAIN);
        StringBuilder nested = new StringBuilder(HEADER);
        for (int i = 0; i < 300; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        message("deep", nested.toString());
        byte[] noise = new byte[100_000];
        random.nextBytes(noise);
        add("noise", "192.0.2.7", "x", "ann@example.com", List.of("eve@example.test"), noise);
    }

    private void results() {
        List<AuthResult> results = List.of(
                result("spf", "pass", Map.of("smtp.mailfrom", "ann@example.com")),
                result("spf", "", Map.of()),
                result("dkim", "pass", Map.of("header.d", "")),
                result("dkim", "pass", Map.of("header.d", "..", "header.b", "\u00ff")),
                result("dmarc", "what", Map.of()),
                result("", "", Map.of("", "")));
        Candidate ordinary = all.get("ordinary");
        if (ordinary != null) {
            all.put("odd results", ordinary.with(results));
        }
    }

    private static AuthResult result(String method, String result, Map<String, String> properties) {
        return new AuthResult(method, result, "", new LinkedHashMap<>(properties));
    }

    private static Content content(byte[] message) {
        return new Content() {
            @Override
            public long size() {
                return message.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(message);
            }
        };
    }
}
