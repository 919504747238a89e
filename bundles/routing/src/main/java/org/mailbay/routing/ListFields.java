package org.mailbay.routing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.mailbay.mime.Address;

/** What the copies of a list say of it: so that programs file them, and answer them with nothing of their own. */
final class ListFields {
    /** RFC 2919 §3 */
    private static final int MAX_ID = 255;

    private static final int HASH_BYTES = 12;
    private static final String ATOM = "!#$%&'*+-/=?^_`{|}~";

    private ListFields() {}

    /** Header fields, each with its CRLF; of a list under its own name. */
    static String of(Rule list) {
        Address address = Address.parse(list.name()).orElseThrow();
        String post = list.posting() == Posting.OWNERS ? "NO" : "<mailto:" + mailto(address) + '>'; // RFC 2369 §3.4
        return "List-Id: <" + id(address) + ">\r\nList-Post: " + post + "\r\nPrecedence: list\r\n";
    }

    /** RFC 2919 §2: the address with a dot for the at sign; what cannot stand there is named by its hash. */
    private static String id(Address address) {
        String local = address.localPart();
        String id = (isDotAtom(local) ? local : hash(local))
                + '.'
                + address.domain().ascii();
        return address.domain().isLiteral() || id.length() > MAX_ID ? hash(address.toString()) + ".localhost" : id;
    }

    private static boolean isDotAtom(String text) {
        return !text.startsWith(".")
                && !text.endsWith(".")
                && !text.contains("..")
                && text.chars().allMatch(c -> c == '.' || isLetter(c) || ATOM.indexOf(c) >= 0);
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String hash(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** RFC 6068 §2: everything but letters and the like as octets. */
    private static String mailto(Address address) {
        StringBuilder out = new StringBuilder();
        for (byte octet : address.ascii().getBytes(StandardCharsets.UTF_8)) {
            if (isLetter(octet) || "-._~@+[]:".indexOf(octet) >= 0) {
                out.append((char) octet);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
            }
        }
        return out.toString();
    }
}
