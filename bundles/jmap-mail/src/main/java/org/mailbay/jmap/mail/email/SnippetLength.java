package org.mailbay.jmap.mail.email;

/** Keeps a preview within its length without tearing a character, an entity or a mark. */
final class SnippetLength {
    /** RFC 8621 §5: a preview has at most 255 octets. */
    private static final int MOST = 255;

    private static final String OPEN = "<mark>";
    private static final String CLOSE = "</mark>";

    private SnippetLength() {}

    static String cut(String html) {
        int octets = 0;
        boolean open = false;
        int at = 0;
        while (at < html.length()) {
            int end = piece(html, at);
            String piece = html.substring(at, end);
            boolean opens = piece.equals(OPEN);
            boolean closes = piece.equals(CLOSE);
            int room = MOST - (open && !closes || opens ? CLOSE.length() : 0);
            int length = length(piece);
            if (octets + length > room) {
                return html.substring(0, at) + (open ? CLOSE : "");
            }
            octets += length;
            open = opens || open && !closes;
            at = end;
        }
        return html;
    }

    /** The end of the tag, entity or character that begins here. */
    private static int piece(String html, int at) {
        char close = html.charAt(at) == '<' ? '>' : html.charAt(at) == '&' ? ';' : 0;
        int end = close == 0 ? -1 : html.indexOf(close, at);
        return end < 0 ? at + Character.charCount(html.codePointAt(at)) : end + 1;
    }

    private static int length(String piece) {
        int c = piece.codePointAt(0);
        return piece.length() > Character.charCount(c)
                ? piece.length()
                : c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
}
