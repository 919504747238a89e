package org.mailbay.itests.peers;

/** Messages that are hard to carry unchanged. Lines end with CRLF; a char is a Unicode character. */
final class Text {
    private static final String LONG = "x".repeat(998);

    private Text() {}

    /** Dots, blanks, 8-bit, an empty line at the end; at least so many bytes. */
    static String body(int bytes) {
        StringBuilder body = new StringBuilder(bytes + 2_000);
        String block =
                ".\r\n..\r\n.leading dot\r\n...three\r\nFrom somebody\r\nQUIT\r\n\r\n trailing blanks  \t\r\n\tGr\u00fc\u00dfe, \u2713, \ud83d\ude80\r\n"
                        + LONG + "\r\n";
        do {
            body.append(block).append(body.length()).append("\r\n");
        } while (body.length() < bytes);
        return body.append(".\r\n\r\n").toString();
    }

    static String message(String from, String to, String subject, String body) {
        return "From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject
                + "\r\nDate: Mon, 23 Nov 2026 06:00:00 +0000\r\n"
                + "Message-ID: <" + Integer.toHexString(subject.hashCode()) + "@"
                + from.substring(from.indexOf('@') + 1) + ">\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                + body;
    }
}
