package org.mailbay.directory.local.attempts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A block of addresses.
 *
 * @param address its first, 4 or 16 bytes
 * @param prefix bits that all have in common
 */
record Network(InetAddress address, int prefix) {
    Network {
        byte[] bytes = address.getAddress();
        if (prefix < 0 || prefix > bytes.length * 8) {
            throw new IllegalArgumentException("prefix " + prefix);
        }
        for (int bit = prefix; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            address = InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is one of an address
        }
    }

    /** The network that an address is taken for: {@code v4} or {@code v6} bits of it. */
    static Network of(InetAddress address, int v4, int v6) {
        return new Network(address, address.getAddress().length == 4 ? v4 : v6);
    }

    /** Reads {@code 192.0.2.0/24}, or one address; empty when it is neither. */
    static Optional<Network> parse(String text) {
        String[] parts = text.strip().split("/", 2);
        try {
            InetAddress address = InetAddress.ofLiteral(parts[0]);
            int most = address.getAddress().length * 8;
            return Optional.of(new Network(address, parts.length == 1 ? most : Integer.parseInt(parts[1])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        return bytes.length == address.getAddress().length
                && Arrays.equals(new Network(other, prefix).address.getAddress(), address.getAddress());
    }

    @Override
    public String toString() {
        boolean isOne = prefix == address.getAddress().length * 8;
        return address.getHostAddress() + (isOne ? "" : "/" + prefix);
    }
}
