package org.mailbay.mailauth.spf;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Who sends, as macros see it (RFC 7208 §7.2).
 *
 * @param domain of the sender
 * @param receiver our host name
 */
record Sender(InetAddress client, String helo, String local, String domain, String receiver, Instant now) {
    private static final int GROUPS = 8;

    boolean isIpv4() {
        return client.getAddress().length == 4;
    }

    /** Macro {@code i}: labels of the address. */
    String dotted() {
        if (isIpv4()) {
            return client.getHostAddress();
        }
        StringJoiner out = new StringJoiner(".");
        for (byte b : client.getAddress()) {
            out.add(Integer.toHexString(b >> 4 & 0xf).toUpperCase(Locale.ROOT));
            out.add(Integer.toHexString(b & 0xf).toUpperCase(Locale.ROOT));
        }
        return out.toString();
    }

    /** Macro {@code c}: the address as people write it (RFC 5952 §4). */
    String readable() {
        if (isIpv4()) {
            return client.getHostAddress();
        }
        byte[] bytes = client.getAddress();
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int start = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && groups[i + zeros] == 0) {
                zeros++;
            }
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        if (length < 2) {
            return joined(groups, 0, GROUPS);
        }
        return joined(groups, 0, start) + "::" + joined(groups, start + length, GROUPS);
    }

    private static String joined(int[] groups, int from, int to) {
        StringJoiner out = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            out.add(Integer.toHexString(groups[i]));
        }
        return out.toString();
    }

    /** The name under which PTR records of the address are. */
    String reverseName() {
        String[] labels = dotted().split("\\.");
        StringBuilder out = new StringBuilder();
        for (int i = labels.length - 1; i >= 0; i--) {
            out.append(labels[i]).append('.');
        }
        return out.append(isIpv4() ? "in-addr.arpa" : "ip6.arpa").toString();
    }
}
