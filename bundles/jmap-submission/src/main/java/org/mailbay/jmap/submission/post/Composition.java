package org.mailbay.jmap.submission.post;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the messages that the server itself sends: replies, reports, receipts (RFC 5322, RFC 2045 to 2047). */
public final class Composition {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LONGEST_LINE = 900;
    /** Bytes of UTF-8 that an encoded word of 75 characters has room for (RFC 2047 §2). */
    private static final int WORD_BYTES = 45;

    private final StringBuilder header = new StringBuilder();

    /** A date of RFC 5322 §3.3. */
    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    /** A new message id, with angle brackets. */
    public static String messageId(String domain) {
        return "<" + UUID.randomUUID() + "@" + domain + ">";
    }

    /** Adds a field whose value follows its grammar already. */
    public Composition field(String name, String value) {
        header.append(name).append(": ").append(oneLine(value)).append("\r\n");
        return this;
    }

    /** Adds a field of message ids, one a line. */
    public Composition ids(String name, List<String> ids) {
        if (!ids.isEmpty()) {
            header.append(name).append(": ");
            header.append(
                    String.join("\r\n ", ids.stream().map(Composition::oneLine).toList()));
            header.append("\r\n");
        }
        return this;
    }

    /** Adds a field of addresses, one a line: no line may have more than 998 bytes (RFC 5322 §2.1.1). */
    public Composition mailboxes(String name, List<String> addresses) {
        header.append(name).append(": ");
        header.append(String.join(
                ",\r\n ",
                addresses.stream().map(address -> '<' + oneLine(address) + '>').toList()));
        header.append("\r\n");
        return this;
    }

    /** Adds a field of free text. */
    public Composition text(String name, String value) {
        header.append(name).append(": ").append(words(oneLine(value))).append("\r\n");
        return this;
    }

    /** Adds a field with one mailbox. */
    public Composition mailbox(String name, @Nullable String displayName, String address) {
        String shown = displayName == null ? "" : oneLine(displayName).strip();
        String phrase = shown.isEmpty()
                ? ""
                : isAscii(shown) ? '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"") + "\" " : words(shown) + ' ';
        return field(name, phrase.contains("\r\n") ? address : phrase + '<' + address + '>');
    }

    private static String oneLine(String value) {
        return value.replaceAll("[\\x00-\\x1f\\x7f]+", " ");
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** RFC 2047 §2, only where it is needed. */
    private static String words(String text) {
        if (isAscii(text) && text.length() < LONGEST_LINE) {
            return text;
        }
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int bytes = 0;
        for (int c : text.codePoints().toArray()) {
            int size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes + size > WORD_BYTES) {
                words.add(word(word.toString()));
                word.setLength(0);
                bytes = 0;
            }
            word.appendCodePoint(c);
            bytes += size;
        }
        words.add(word(word.toString()));
        return String.join("\r\n ", words);
    }

    private static String word(String text) {
        return "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    /** Ends the message with one part. */
    public byte[] with(String part) {
        return with(part, StandardCharsets.UTF_8);
    }

    /** @param charset of the part as it is given: ISO-8859-1 when its characters are bytes */
    public byte[] with(String part, Charset charset) {
        byte[] front = (header + "MIME-Version: 1.0\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] back = part.getBytes(charset);
        byte[] all = Arrays.copyOf(front, front.length + back.length);
        System.arraycopy(back, 0, all, front.length, back.length);
        return all;
    }

    /** Text as characters that stand for its bytes in UTF-8, for {@link #with(String, Charset)}. */
    public static String bytesOf(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A text part: its header, an empty line, its body. */
    public static String textPart(String type, String text) {
        return textPart(type, "", text);
    }

    /** @param more fields of the part, each with CRLF */
    public static String textPart(String type, String more, String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        boolean isPlain =
                isAscii(lines) && lines.indexOf(0) < 0 && lines.lines().allMatch(line -> line.length() <= LONGEST_LINE);
        String header = "Content-Type: " + type + "\r\n" + more;
        return isPlain
                ? header + "\r\n" + lines + (lines.endsWith("\r\n") ? "" : "\r\n")
                : header + "Content-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(lines.getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    /** A part whose body is as it is: lines of ASCII or, in a message that is not for old servers, UTF-8. */
    public static String part(String type, String body) {
        return "Content-Type: " + type + "\r\n\r\n" + body;
    }

    /** @param type such as {@code multipart/alternative}, with parameters but the boundary */
    public static String multipart(String type, List<String> parts) {
        String boundary = "=_" + UUID.randomUUID();
        StringBuilder text = new StringBuilder("Content-Type: " + type + "; boundary=\"" + boundary + "\"\r\n\r\n");
        for (String part : parts) {
            text.append("--").append(boundary).append("\r\n").append(part).append("\r\n");
        }
        return text.append("--").append(boundary).append("--\r\n").toString();
    }
}
