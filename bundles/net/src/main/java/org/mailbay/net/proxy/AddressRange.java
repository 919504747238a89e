package org.mailbay.net.proxy;

import java.net.InetAddress;

/**
 * A block of IP addresses, such as {@code 10.0.0.0/8} or {@code ::1}.
 *
 * @param address its first bits count
 * @param bits how many of them
 */
public record AddressRange(InetAddress address, int bits) {
    public AddressRange {
        if (bits < 0 || bits > address.getAddress().length * 8) {
            throw new IllegalArgumentException("prefix length of " + bits + " for " + address.getHostAddress());
        }
    }

    /** @throws IllegalArgumentException when {@code text} is not an address literal with an optional prefix length */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        return new AddressRange(
                address, slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] its = other.getAddress();
        if (mine.length != its.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
            if (((mine[bit / 8] ^ its[bit / 8]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }
}
