package org.mailbay.tls.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a PEM file (RFC 7468).
 *
 * @param label such as {@code CERTIFICATE}
 */
record Pem(String label, byte[] content) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");

    /** @throws IllegalArgumentException when a block is not Base64 */
    static List<Pem> parse(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Pem(
                    matcher.group(1),
                    Base64.getMimeDecoder().decode(matcher.group(2).strip())));
        }
        return blocks;
    }

    @Override
    public String toString() {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    byte[] toBytes() {
        return toString().getBytes(StandardCharsets.US_ASCII);
    }
}
