package org.mailbay.antispam.pipeline;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Blocks of addresses. */
final class Networks {
    private record Block(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i & 7);
                if ((address[i >> 3] & mask) != (other[i >> 3] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Block> blocks;

    private Networks(List<Block> blocks) {
        this.blocks = blocks;
    }

    /**
     * Reads addresses ({@code 192.0.2.1}, {@code 2001:db8::1}) and blocks ({@code 192.0.2.0/24}).
     *
     * @throws IllegalArgumentException that names what is neither
     */
    static Networks of(String... texts) {
        List<Block> blocks = new ArrayList<>();
        for (String text : texts) {
            int slash = text.indexOf('/');
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > address.length * 8) {
                throw new IllegalArgumentException("\"" + text + "\" is no block of addresses");
            }
            blocks.add(new Block(address, bits));
        }
        return new Networks(List.copyOf(blocks));
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return blocks.stream().anyMatch(block -> block.contains(bytes));
    }
}
