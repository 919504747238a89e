package org.mailbay.antispam.dnsbl;

import java.net.InetAddress;

/** An address as names of lists begin with it. */
final class Reversed {
    private Reversed() {}

    /** RFC 5782 §2.1: octets from the last to the first; §2.4: nibbles of IPv6 likewise. */
    static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder text = new StringBuilder(64);
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (!text.isEmpty()) {
                text.append('.');
            }
            int octet = bytes[i] & 0xff;
            if (bytes.length == 4) {
                text.append(octet);
            } else {
                text.append(Character.forDigit(octet & 15, 16)).append('.').append(Character.forDigit(octet >> 4, 16));
            }
        }
        return text.toString();
    }

    /** Whether lists know of it: not of addresses that are not routed. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean isUniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean isShared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return !(address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || isUniqueLocal
                || isShared);
    }
}
