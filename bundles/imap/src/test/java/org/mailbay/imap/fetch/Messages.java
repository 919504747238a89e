package org.mailbay.imap.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Messages of the tests. */
final class Messages {
    /** The one that RFC 9051 §6.4.5.1 numbers the parts of. */
    static final String OF_THE_RFC = """
            From: a@example.org
            Subject: outer
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=outer

            preamble
            --outer
            Content-Type: text/plain; charset=us-ascii

            one
            --outer
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            AAEC/w==
            --outer
            Content-Type: message/rfc822
            Content-Description: three

            From: b@example.org
            Subject: third
            Content-Type: multipart/mixed; boundary=third

            --third
            Content-Type: text/plain

            three one
            --third
            Content-Type: application/octet-stream

            three two
            --third--
            --outer
            Content-Type: multipart/mixed; boundary=fourth

            --fourth
            Content-Type: image/gif
            Content-Transfer-Encoding: x-strange

            four one
            --fourth
            Content-Type: message/rfc822

            From: c@example.org
            Subject: fourth
            Content-Type: multipart/mixed; boundary=inner

            --inner
            Content-Type: text/plain

            four two one
            --inner
            Content-Type: multipart/alternative; boundary=alt

            --alt
            Content-Type: text/plain

            four two two one
            --alt
            Content-Type: text/richtext
            Content-Transfer-Encoding: quoted-printable

            four=20two=20two=20two
            --alt--
            --inner--
            --fourth--
            --outer
            Content-Type: message/rfc822

            Subject: a single one inside
            X-Other: y

            five one
            --outer--
            epilogue
            """;

    private static final String[] TYPES = {
        "text/plain; charset=utf-8",
        "text/html",
        "message/rfc822",
        "message/global",
        "multipart/mixed; boundary=%s",
        "multipart/digest; boundary=\"%s\"",
        "multipart/alternative; boundary=%s",
        "image/png; name*0*=utf-8''%%e2%%82; name*1*=%%ac",
        "application/x; name=\"a \\\"b\\\" c\"",
        "text",
        "multipart/mixed"
    };

    private static final String[] ENCODINGS = {"7bit", "8bit", "base64", "quoted-printable", "binary", "x-uuencode", "y"
    };

    private Messages() {}

    /** A message made by chance: nested, cut, damaged. */
    static byte[] random(Random random) {
        StringBuilder out = new StringBuilder();
        entity(random, out, 0, true);
        byte[] bytes = out.toString()
                .replace("\n", random.nextInt(8) == 0 ? "\n" : "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(4) == 0 ? random.nextInt(10) : 0; i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static void entity(Random random, StringBuilder out, int depth, boolean isMessage) {
        String boundary = "b" + random.nextInt(1000) + "x" + depth;
        String type = random.nextInt(4) == 0 ? "" : TYPES[random.nextInt(depth > 5 ? 2 : TYPES.length)];
        if (isMessage) {
            out.append("From: ").append(text(random)).append(" <a@b>, c@d\n");
            out.append("Subject: ").append(text(random)).append(random.nextBoolean() ? "\n folded\n" : "\n");
        }
        if (!type.isEmpty()) {
            out.append("Content-Type: ").append(String.format(type, boundary)).append('\n');
        }
        if (random.nextInt(2) == 0) {
            out.append("Content-Transfer-Encoding: ")
                    .append(ENCODINGS[random.nextInt(ENCODINGS.length)])
                    .append('\n');
        }
        if (random.nextInt(4) == 0) {
            out.append("Content-Disposition: attachment; filename=")
                    .append(text(random))
                    .append("\n");
            out.append("Content-Language: de, en\nContent-ID: <x@y>\nContent-Description: ")
                    .append(text(random))
                    .append("\nContent-Location: http://x/")
                    .append(text(random))
                    .append('\n');
        }
        out.append('\n');
        if (type.startsWith("multipart")) {
            for (int i = random.nextInt(4); i > 0; i--) {
                out.append("--").append(boundary).append('\n');
                entity(random, out, depth + 1, false);
                out.append('\n');
            }
            out.append(random.nextInt(5) == 0 ? "" : "--" + boundary + "--\n");
        } else if (type.startsWith("message")) {
            entity(random, out, depth + 1, true);
        } else {
            for (int i = random.nextInt(5); i > 0; i--) {
                out.append(text(random)).append('\n');
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            int kind = random.nextInt(20);
            text.append((char)
                    (kind == 0
                            ? random.nextInt(255) + 1
                            : kind < 3 ? "\"\\()<>=?;, ".charAt(random.nextInt(11)) : 'a' + random.nextInt(26)));
        }
        return text.toString().replace('\n', ' ').replace('\r', ' ');
    }
}
