package org.mailbay.tck.blobs;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.KeyRing;

/** Keys that follow from their numbers; some can be taken away. */
final class Keys implements KeyRing {
    private static final int LENGTH = 32;

    private final Set<Integer> gone = ConcurrentHashMap.newKeySet();
    private volatile boolean wrong;

    /** A tenant's secrets that seal with this key; the naming is that of {@link Shard#KEY}. */
    static BlobKey sealing(int id) {
        return new BlobKey(Shard.KEY.naming(), new BlobKey.Sealing(id, bytes(id)));
    }

    private static byte[] bytes(int id) {
        byte[] key = new byte[LENGTH];
        Arrays.fill(key, (byte) id);
        return key;
    }

    void withdraw(int id) {
        gone.add(id);
    }

    void giveBack(int id) {
        gone.remove(id);
    }

    /** From now on says other keys than it should, or no more. */
    void confuse(boolean now) {
        wrong = now;
    }

    @Override
    public byte[] key(int id) throws IOException {
        if (gone.contains(id)) {
            throw new IOException("key " + id + " was withdrawn");
        }
        return bytes(wrong ? id + 1 : id);
    }
}
