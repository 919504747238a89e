package org.mailbay.jmap.push;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where a push service is. The URL comes from a client, so it may lead neither into this network nor to this machine; the addresses are
 * looked up anew for each message, and what was checked is what is connected to.
 */
record Target(URI uri, String host, int port) {
    private static final int MAX_URL = 2_000;

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException when it is not one that may be pushed to
     */
    static Target of(String url) {
        if (url.length() > MAX_URL || !url.toLowerCase(Locale.ROOT).startsWith("https://")) {
            throw new IllegalArgumentException("url: an https URL of at most " + MAX_URL + " characters is needed");
        }
        try {
            URI uri = new URI(url);
            String host = uri.getHost();
            if (host == null
                    || uri.getRawUserInfo() != null
                    || uri.getPort() == 0
                    || uri.getPort() > 65_535
                    || !url.equals(uri.toASCIIString())) {
                throw new IllegalArgumentException("url: not a plain https URL");
            }
            return new Target(uri, host.replace("[", "").replace("]", ""), uri.getPort() < 0 ? 443 : uri.getPort());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("url: not a URL", e);
        }
    }

    /** The path with the query, as in a request line. */
    String path() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /**
     * The addresses that may be connected to.
     *
     * @param anywhere whether this network and this machine are allowed, too
     * @throws IOException when there is none, or one of them is not allowed
     */
    InetAddress[] addresses(boolean anywhere) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (!anywhere && !isPublic(address)) {
                throw new ForbiddenException();
            }
        }
        return addresses;
    }

    /** Whether an address is somewhere in the Internet. */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] octets = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(octets, 0) : isPublic6(octets);
    }

    private static boolean isPublic4(byte[] octets, int from) {
        int first = octets[from] & 0xff;
        int second = octets[from + 1] & 0xff;
        int third = octets[from + 2] & 0xff;
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> second < 64 || second > 127; // between providers and their customers
            case 169 -> second != 254;
            case 172 -> second < 16 || second > 31;
            case 192 -> second != 168 && (second != 0 || third != 0 && third != 2);
            case 198 -> second != 18 && second != 19 && (second != 51 || third != 100);
            case 203 -> second != 0 || third != 113;
            default -> first < 224;
        };
    }

    private static boolean isPublic6(byte[] octets) {
        if (isZero(octets, 0, 12) || isZero(octets, 0, 10) && octets[10] == -1 && octets[11] == -1) {
            return false; // an IPv4 address in another dress, or ::1
        }
        if ((octets[0] & 0xe0) != 0x20) {
            return isTranslated(octets) && isPublic4(octets, 12);
        }
        int prefix = (octets[0] & 0xff) << 8 | octets[1] & 0xff;
        int next = (octets[2] & 0xff) << 8 | octets[3] & 0xff;
        if (prefix == 0x2002) {
            return isPublic4(octets, 2); // 6to4
        }
        return prefix != 0x2001 || next != 0x0db8 && next >= 0x0200; // documentation, special purposes
    }

    /** Whether it stands for an IPv4 address: 64:ff9b::/96. */
    private static boolean isTranslated(byte[] octets) {
        return octets[0] == 0
                && octets[1] == 0x64
                && octets[2] == -1
                && octets[3] == (byte) 0x9b
                && isZero(octets, 4, 12);
    }

    private static boolean isZero(byte[] octets, int from, int to) {
        return Arrays.equals(octets, from, to, new byte[to - from], 0, to - from);
    }

    /** The name leads to where nothing may be pushed. */
    static final class ForbiddenException extends IOException {
        private static final long serialVersionUID = 1L;

        ForbiddenException() {
            super("this server does not push to that address");
        }
    }
}
