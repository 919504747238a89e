package org.mailbay.mailauth.spf;

import java.net.InetAddress;

/** Writes the Received-SPF field (RFC 7208 §9.1). */
public final class ReceivedSpf {
    private ReceivedSpf() {}

    /**
     * The field with its CRLF.
     *
     * @param receiver our host name
     */
    public static String write(SpfResult result, InetAddress client, String helo, String sender, String receiver) {
        StringBuilder out =
                new StringBuilder("Received-SPF: ").append(result.verdict().word());
        add(out, " ", "receiver", receiver);
        add(out, ";\r\n\t", "client-ip", client.getHostAddress());
        add(out, ";\r\n\t", "envelope-from", sender);
        add(out, ";\r\n\t", "helo", helo);
        add(out, ";\r\n\t", "identity", result.identity() == SpfResult.Identity.HELO ? "helo" : "mailfrom");
        if (!result.mechanism().isEmpty()) {
            add(out, ";\r\n\t", "mechanism", result.mechanism());
        }
        return out.append("\r\n").toString();
    }

    private static void add(StringBuilder out, String before, String key, String value) {
        out.append(before).append(key).append('=');
        boolean isAtom = !value.isEmpty()
                && value.length() < 256
                && value.chars().allMatch(c -> c > ' ' && c < 0x7f && "()<>[]:;@\\,\"".indexOf(c) < 0)
                && !value.startsWith(".")
                && !value.endsWith(".")
                && !value.contains("..");
        if (isAtom) {
            out.append(value);
            return;
        }
        out.append('"');
        value.chars().limit(320).filter(c -> c >= ' ' && c < 0x7f).forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append((char) c);
        });
        out.append('"');
    }
}
