package org.mailbay.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.MailboxList;
import org.apache.james.mime4j.dom.field.ContentTypeField;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;

/** What a parser says of a message, as facts by name: {@code 1.2 type} → {@code text/plain}. */
final class View {

    private View() {}

    /** What we say. */
    static Map<String, String> ours(byte[] bytes) throws IOException {
        Map<String, String> facts = new TreeMap<>();
        Message message = Message.parse(bytes);
        ours(facts, "1", message, bytes);
        return facts;
    }

    private static void ours(Map<String, String> facts, String path, Message m, byte[] bytes) throws IOException {
        facts.put(path + " subject", m.subject().map(View::squeeze).orElse("-"));
        for (String name : List.of("From", "To", "Cc")) {
            facts.put(
                    path + ' ' + name,
                    m.summary().last(name).map(HeaderField::addresses).orElse(List.of()).stream()
                            .map(a -> address(a.name(), a.email()))
                            .collect(Collectors.joining(", ")));
        }
        facts.put(
                path + " date",
                m.summary()
                        .last("Date")
                        .flatMap(HeaderField::date)
                        .map(d -> d.toInstant().toString())
                        .orElse("-"));
        facts.put(
                path + " message-id",
                m.summary()
                        .last("Message-ID")
                        .flatMap(HeaderField::messageIds)
                        .map(List::getFirst)
                        .orElse("-"));
        part(facts, path, m.root(), bytes);
    }

    private static void part(Map<String, String> facts, String path, Part p, byte[] bytes) throws IOException {
        facts.put(path + " type", p.mediaType());
        facts.put(
                path + " name",
                p.disposition() == null ? "-" : p.disposition().filename().orElse("-"));
        if (p.isMultipart()) {
            facts.put(path + " boundary", p.contentType().parameters().get("boundary"));
            int i = 0;
            for (Part child : p.children()) {
                part(facts, path + '.' + ++i, child, bytes);
            }
        } else if (p.message() != null) {
            ours(facts, path + ".M", p.message(), bytes);
        } else {
            facts.put(path + " encoding", p.encoding().name());
            byte[] decoded = DecodedStream.of(
                            p, new ByteArrayInputStream(bytes, (int) p.bodyStart(), bytes.length - (int) p.bodyStart()))
                    .readAllBytes();
            if (decoded.length != p.decodedSize()) {
                throw new AssertionError(path + ": announced " + p.decodedSize() + ", decoded " + decoded.length);
            }
            facts.put(path + " body", digest(decoded, p.encoding()));
        }
    }

    /** What mime4j says. */
    static Map<String, String> theirs(byte[] bytes) throws IOException {
        Map<String, String> facts = new TreeMap<>();
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        theirs(facts, "1", builder.parseMessage(new ByteArrayInputStream(bytes)));
        return facts;
    }

    private static void theirs(Map<String, String> facts, String path, org.apache.james.mime4j.dom.Message m)
            throws IOException {
        facts.put(
                path + " subject",
                Optional.ofNullable(m.getSubject()).map(View::squeeze).orElse("-"));
        facts.put(path + " From", mailboxes(m.getFrom()));
        facts.put(path + " To", mailboxes(m.getTo() == null ? null : m.getTo().flatten()));
        facts.put(path + " Cc", mailboxes(m.getCc() == null ? null : m.getCc().flatten()));
        facts.put(
                path + " date",
                m.getDate() == null ? "-" : m.getDate().toInstant().toString());
        String id = m.getMessageId();
        facts.put(
                path + " message-id",
                id == null || id.isBlank() ? "-" : id.strip().replaceAll("^<|>$", ""));
        entity(facts, path, m);
    }

    private static void entity(Map<String, String> facts, String path, Entity e) throws IOException {
        facts.put(path + " type", e.getMimeType());
        facts.put(path + " name", Optional.ofNullable(e.getFilename()).orElse("-"));
        switch (e.getBody()) {
            case Multipart multipart -> {
                facts.put(
                        path + " boundary", ((ContentTypeField) e.getHeader().getField("Content-Type")).getBoundary());
                int i = 0;
                for (Entity child : multipart.getBodyParts()) {
                    entity(facts, path + '.' + ++i, child);
                }
            }
            case org.apache.james.mime4j.dom.Message inner -> theirs(facts, path + ".M", inner);
            case SingleBody single -> {
                TransferEncoding encoding = TransferEncoding.parse(
                        Optional.ofNullable(e.getContentTransferEncoding()).orElse("7bit"));
                facts.put(path + " encoding", encoding.name());
                facts.put(path + " body", body(single, encoding));
            }
            case null -> facts.put(path + " body", "-");
            default -> throw new AssertionError(e.getBody().getClass());
        }
    }

    private static String body(SingleBody body, TransferEncoding encoding) throws IOException {
        if (body instanceof BinaryBody || body instanceof org.apache.james.mime4j.dom.TextBody) {
            try (InputStream in = body.getInputStream()) {
                return digest(in.readAllBytes(), encoding);
            }
        }
        throw new AssertionError(body.getClass());
    }

    private static String mailboxes(@Nullable MailboxList list) {
        List<String> all = new ArrayList<>();
        if (list != null) {
            list.forEach(m -> all.add(address(m.getName(), m.getAddress())));
        }
        return String.join(", ", all);
    }

    private static String address(@Nullable String name, String email) {
        return (name == null || name.isBlank() ? "" : squeeze(name)) + '<' + email + '>';
    }

    private static String squeeze(String s) {
        return s.replaceAll("\\s+", " ").strip();
    }

    /** Of quoted-printable, line breaks count as LF: mime4j turns every LF in it into CRLF, we keep what is there. */
    private static String digest(byte[] bytes, TransferEncoding encoding) {
        byte[] b = bytes;
        if (encoding == TransferEncoding.QUOTED_PRINTABLE) {
            b = new String(bytes, StandardCharsets.ISO_8859_1)
                    .replace("\r\n", "\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(b);
            return String.format(
                    Locale.ROOT, "%d bytes %s", b.length, HexFormat.of().formatHex(sum, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
