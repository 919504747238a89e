package org.mailbay.smtp.out.dialogue;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.mime.Address;

/** MAIL and RCPT with what the server understands of their parameters. */
final class Commands {
    private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9,;:+-]{1,60}");

    private final Letter letter;
    private final Capabilities capabilities;
    private final boolean isUtf8;

    /** @param isUtf8 whether this transaction has SMTPUTF8 */
    Commands(Letter letter, Capabilities capabilities, boolean isUtf8) {
        this.letter = letter;
        this.capabilities = capabilities;
        this.isUtf8 = isUtf8;
    }

    String mail() {
        Map<String, String> given = letter.parameters();
        StringBuilder line = new StringBuilder("MAIL FROM:<")
                .append(letter.sender().map(this::text).orElse(""))
                .append('>');
        if (capabilities.has("SIZE")) {
            line.append(" SIZE=").append(letter.content().size()); // RFC 1870 §6.1
        }
        if (letter.look().isBinary()) {
            line.append(" BODY=BINARYMIME"); // RFC 3030 §3
        } else if (letter.look().is8bit() && capabilities.has("8BITMIME")) {
            line.append(" BODY=8BITMIME"); // RFC 6152 §2
        }
        if (isUtf8) {
            line.append(" SMTPUTF8"); // RFC 6531 §3.4
        }
        if (capabilities.has("DSN")) {
            word(line, given, "RET"); // RFC 3461 §4.3
            if (given.containsKey("ENVID")) {
                line.append(" ENVID=").append(xtext(given.get("ENVID"))); // RFC 3461 §4.4
            }
        }
        if (capabilities.has("DELIVERBY")) {
            word(line, given, "BY"); // RFC 2852 §4
        }
        if (capabilities.has("MT-PRIORITY")) {
            word(line, given, "MT-PRIORITY"); // RFC 6710 §4.2
        }
        if (letter.isTlsRequired()) {
            line.append(" REQUIRETLS"); // RFC 8689 §2
        }
        return line.toString();
    }

    String rcpt(int recipient) {
        Destination destination = letter.recipients().get(recipient);
        StringBuilder line = new StringBuilder("RCPT TO:<")
                .append(letter.to().get(recipient).map(this::text).orElseThrow())
                .append('>');
        if (capabilities.has("DSN")) {
            word(line, destination.parameters(), "NOTIFY"); // RFC 3461 §4.1
            String original = destination.parameters().get("ORCPT");
            int semicolon = original == null ? -1 : original.indexOf(';');
            if (original != null && semicolon > 0) {
                originalRecipient(line, original.substring(0, semicolon), original.substring(semicolon + 1));
            }
        }
        return line.toString();
    }

    // RFC 3461 §4.2, RFC 6533 §3
    private void originalRecipient(StringBuilder line, String type, String address) {
        if (WORDS.matcher(type).matches()) {
            line.append(" ORCPT=").append(type).append(';');
            line.append(type.equalsIgnoreCase("utf-8") ? utf8(address) : xtext(address));
        }
    }

    private String text(Address address) {
        return isUtf8 ? address.toString() : address.ascii();
    }

    private static void word(StringBuilder line, Map<String, String> given, String name) {
        String value = given.get(name);
        if (value != null && WORDS.matcher(value).matches()) {
            line.append(' ').append(name).append('=').append(value);
        }
    }

    /** RFC 3461 §4: what is not printable, + and =, in hexadecimal. */
    static String xtext(String value) {
        StringBuilder out = new StringBuilder();
        for (byte b : value.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            int c = b & 0xFF;
            if (c > ' ' && c < 0x7F && c != '+' && c != '=') {
                out.append((char) c);
            } else {
                out.append(String.format(Locale.ROOT, "+%02X", c));
            }
        }
        return out.toString();
    }

    /** RFC 6533 §3: utf-8-addr-xtext, or utf-8-addr-unitext where UTF-8 may travel. */
    private String utf8(String address) {
        StringBuilder out = new StringBuilder();
        address.codePoints().forEach(c -> {
            if (c > ' ' && c < 0x7F && c != '+' && c != '=' && c != '\\' || isUtf8 && c > 0x9F) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\x{%02X}", c));
            }
        });
        return out.toString();
    }
}
