package org.mailbay.antispam.greylist;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;

/** Who writes from where to whom: RFC 6647 §2.3; by its network, because large senders try again from a neighbour (§4.2). */
record Triplet(byte[] network, String sender, String recipient) {
    private static final int HASH = 16;

    static Triplet of(InetAddress client, String sender, String recipient) {
        byte[] address = client.getAddress();
        return new Triplet(Arrays.copyOf(address, address.length == 4 ? 3 : 8), fold(sender), fold(recipient));
    }

    private static String fold(String address) {
        return address.toLowerCase(Locale.ROOT);
    }

    /** Key of the triplet: a hash, for addresses are long and nobody's business. */
    byte[] key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(network);
            digest.update((byte) 0);
            digest.update(sender.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(recipient.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(1 + HASH)
                    .put((byte) 'g')
                    .put(digest.digest(), 0, HASH)
                    .array();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Key of its network. */
    byte[] networkKey() {
        return ByteBuffer.allocate(1 + network.length)
                .put((byte) 'n')
                .put(network)
                .array();
    }
}
