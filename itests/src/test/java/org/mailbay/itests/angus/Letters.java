package org.mailbay.itests.angus;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.Random;

/** Messages to send and to keep, as bytes; all lines end with CRLF. */
final class Letters {
    private static final int FROM_CORPORA = 400;
    private static final String HEAD = """
            From: =?utf-8?Q?J=C3=B6rg?= <joerg@elsewhere.test>
            To: Alice <alice@example.test>, "B, ob" <bob@example.test>
            Date: Mon, 2 Nov 2026 10:20:30 +0200
            MIME-Version: 1.0
            """;

    private Letters() {}

    /** Those made here, then real ones if {@code MAILBAY_CORPORA} names a folder of them. */
    static List<byte[]> all() throws IOException {
        List<byte[]> letters = new ArrayList<>(made());
        String folder = System.getProperty("mailbay.corpora", System.getenv("MAILBAY_CORPORA"));
        if (folder != null && !folder.isEmpty()) {
            try (var files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(file -> file.toString().endsWith(".txt"))
                        .sorted()
                        .limit(FROM_CORPORA)
                        .toList()) {
                    letters.add(lines(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                    .replaceFirst("\\AFrom .*\r?\n", ""))
                            .getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        return letters;
    }

    static List<byte[]> made() {
        byte[] content = new byte[300_000];
        new Random(6).nextBytes(content);
        String attached = Base64.getMimeEncoder().encodeToString(content);
        List<String> texts = new ArrayList<>();
        texts.add(HEAD + "Subject: plain\nMessage-ID: <1@elsewhere.test>\n\n.\n..\nFrom here on it is plain.\n");
        texts.add(HEAD + "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nIn-Reply-To: <1@elsewhere.test>\n"
                + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGr\u00fc\u00dfe\n");
        texts.add(HEAD + "Subject: quoted\nReply-To: other@elsewhere.test\nSender: <s@elsewhere.test>\n"
                + "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
                + "Gr=FC=DFe, =\nand no end of line");
        texts.add(HEAD + "Subject: parts\nContent-Type: multipart/mixed; boundary=\"=_a b\"\n\nbefore\n--=_a b\n"
                + "Content-Type: multipart/alternative; boundary=c\n\n--c\n\nno header\n--c\n"
                + "Content-Type: text/html; charset=utf-8\nContent-Language: de, en\nContent-ID: <h@x>\n\n<p>html</p>\n--c--\n\n--=_a b\n"
                + "Content-Type: application/pdf; name*=utf-8''Gr%C3%BC%C3%9Fe.pdf\nContent-Description: a description\n"
                + "Content-Disposition: attachment; filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe.pdf\n"
                + "Content-Transfer-Encoding: base64\n\n" + attached + "\n--=_a b--\nafter\n");
        texts.add(
                HEAD + "Subject: forwarded\nContent-Type: multipart/mixed; boundary=f\n\n--f\n\nsee below\n--f\n"
                        + "Content-Type: message/rfc822\nContent-Disposition: inline\n\n" + HEAD
                        + "Subject: inner\nContent-Type: multipart/mixed; boundary=g\n\n--g\n\none\n--g\n\ntwo\n--g--\n\n--f--\n");
        texts.add(HEAD + "Subject: nothing\n\n");
        texts.add(HEAD + "Subject: only a header\n");
        texts.add(HEAD + "Subject: folded\n twice\n\t and again   \nX-Empty:\nX-Long: " + "x".repeat(900) + "\n\n"
                + "y".repeat(998) + "\n \n\t\n\n\n");
        texts.add(
                HEAD + "Subject: raw \u00fc\nContent-Type: text/plain; charset=\"odd\\\"one\"\n\n\u00fc\u0001\u007f\n");
        return texts.stream()
                .map(text -> lines(text).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static String lines(String text) {
        return text.replaceAll("\r\n|\r|\n", "\r\n");
    }

    /** As the library reads it. */
    static MimeMessage parsed(byte[] bytes) throws MessagingException {
        return new Raw(bytes);
    }

    /** Is written as it was read, whatever the library would have made of it. */
    private static final class Raw extends MimeMessage {
        private static final Session SESSION = Session.getInstance(properties());

        private final byte[] bytes;

        Raw(byte[] bytes) throws MessagingException {
            super(SESSION, new ByteArrayInputStream(bytes));
            this.bytes = bytes;
        }

        private static Properties properties() {
            Properties properties = new Properties();
            properties.put("mail.mime.allowutf8", "true"); // RFC 6532, as with the server
            return properties;
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            out.write(bytes);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        public void saveChanges() {
            // It is complete.
        }
    }
}
