package org.mailbay.antispam.greylist;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Blocks of addresses that pass. */
record Networks(List<Block> blocks) {
    /** One block. */
    record Block(byte[] address, int bits) {
        /**
         * Reads {@code 192.0.2.1}, {@code 2001:db8::/32}.
         *
         * @throws IllegalArgumentException when it is neither an address nor a block
         */
        static Block of(String text) {
            int slash = text.indexOf('/');
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > address.length * 8) {
                throw new IllegalArgumentException("\"" + text + "\" is no block of addresses");
            }
            return new Block(address, bits);
        }

        boolean contains(byte[] other) {
            int whole = bits / 8;
            if (other.length != address.length || !Arrays.equals(address, 0, whole, other, 0, whole)) {
                return false;
            }
            int mask = 0xff00 >> bits % 8 & 0xff;
            return mask == 0 || ((address[whole] ^ other[whole]) & mask) == 0;
        }
    }

    static Networks of(String... texts) {
        return new Networks(Arrays.stream(texts).map(Block::of).toList());
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return blocks.stream().anyMatch(block -> block.contains(bytes));
    }
}
