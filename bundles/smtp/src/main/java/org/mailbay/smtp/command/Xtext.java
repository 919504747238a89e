package org.mailbay.smtp.command;

import java.util.Locale;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.reply.Replies;

/** How parameters say what would not stand in a command: RFC 3461 §4. */
final class Xtext {
    private Xtext() {}

    /** The text; refused as malformed when it is no xtext, or hides a control character. */
    static String decode(String name, String xtext) throws Refusal {
        StringBuilder text = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '=') {
                throw new Refusal(Replies.malformed(name));
            }
            if (c == '+') {
                // RFC 3461 §4: two upper-case digits; lower-case ones do no harm
                if (i + 2 >= xtext.length() || !xtext.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}")) {
                    throw new Refusal(Replies.malformed(name));
                }
                c = (char) Integer.parseInt(xtext.substring(i + 1, i + 3).toUpperCase(Locale.ROOT), 16);
                i += 2;
            }
            if (c < ' ' || c == 0x7f) {
                throw new Refusal(Replies.malformed(name)); // RFC 3461 §4.4: printable, so that no report breaks
            }
            text.append(c);
        }
        return text.toString();
    }
}
