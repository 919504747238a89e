package org.mailbay.tck.stage;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.mime.Content;
import org.mailbay.mime.Message;

/**
 * A candidate for tests of stages: begun with {@link #of}, changed, and asked for with {@link #candidate}.
 *
 * @param client address of who sends it
 * @param text of the message, one char an octet
 */
public record Letter(
        String client, String helo, String sender, Instant received, String text, List<AuthResult> results) {
    /** A message from {@code a@example.com}, sent by 192.0.2.1. */
    public static Letter of(String text) {
        return new Letter(
                "192.0.2.1",
                "mail.example.com",
                "a@example.com",
                Instant.parse("2026-01-01T12:00:00Z"),
                text,
                List.of());
    }

    public Letter by(String newClient) {
        return new Letter(newClient, helo, sender, received, text, results);
    }

    public Letter helo(String name) {
        return new Letter(client, name, sender, received, text, results);
    }

    public Letter sender(String newSender) {
        return new Letter(client, helo, newSender, received, text, results);
    }

    public Letter received(Instant time) {
        return new Letter(client, helo, sender, time, text, results);
    }

    /** With results of stages before. */
    public Letter results(AuthResult... found) {
        return new Letter(client, helo, sender, received, text, List.of(found));
    }

    /** The message's bytes. */
    public Content content() {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** What a stage is asked about. */
    public Candidate candidate() {
        return new Candidate(
                "letter",
                received,
                new Candidate.Client(InetAddress.ofLiteral(client), helo, "", "mx.example.test"),
                sender,
                List.of("eve@example.test"),
                new Candidate.Body(content(), Message.parse(text.getBytes(StandardCharsets.ISO_8859_1))),
                results);
    }
}
