package org.mailbay.imap.fetch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes that were written before: they never change, and clients ask for those of whole mailboxes.
 *
 * <p>Bounded by bytes. They lie one after the other in slabs; when there is no room, the oldest slab is used again. Safe for use by
 * several threads.
 */
public final class Envelopes {
    private static final int SLAB = 1 << 20;
    private static final int SLAB_BITS = 20;

    /** Account, email and size stand before what was saved. */
    private static final int HEADER = 8 + 8 + 2;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] @Nullable [] slabs;
    private final int[] used;
    private int current;

    /** Where each one lies, plus 1; 0 is free. Open addressing; the length is a power of two. */
    private int[] index = new int[1 << 10];

    private int count;

    /** Takes at most about {@code bytes}, as they are needed; below 1 MiB nothing is kept. */
    public Envelopes(long bytes) {
        int most = (int) Math.min(bytes / SLAB, 1024);
        slabs = new byte @Nullable [most][];
        used = new int[most];
    }

    /** How many there are. */
    public synchronized int count() {
        return count;
    }

    /** Whether the envelope of an email is here. */
    public synchronized boolean contains(long account, long email) {
        return index[find(account, email)] != 0;
    }

    synchronized boolean get(long account, long email, EnvelopeWriter into) {
        int found = index[find(account, email)];
        if (found == 0) {
            return false;
        }
        byte[] slab = slab(found - 1);
        int at = (found - 1) & (SLAB - 1);
        into.load(slab, at + HEADER, (short) SHORT.get(slab, at + 16) & 0xffff);
        return true;
    }

    synchronized void put(long account, long email, EnvelopeWriter envelope) {
        int size = envelope.savedSize();
        if (slabs.length == 0 || size > EnvelopeWriter.LONGEST_SAVED || index[find(account, email)] != 0) {
            return;
        }
        byte[] slab = room(HEADER + size);
        int at = used[current];
        LONG.set(slab, at, account);
        LONG.set(slab, at + 8, email);
        SHORT.set(slab, at + 16, (short) size);
        envelope.save(slab, at + HEADER);
        used[current] = at + HEADER + size;
        if (++count * 2 > index.length) {
            grow();
        }
        index[find(account, email)] = (current << SLAB_BITS | at) + 1;
    }

    private byte[] room(int size) {
        if (used[current] + size > SLAB) {
            current = (current + 1) % slabs.length;
            forget(current);
        }
        byte[] slab = slabs[current];
        if (slab == null) {
            slab = new byte[SLAB];
            slabs[current] = slab;
        }
        return slab;
    }

    private void forget(int number) {
        byte[] slab = slabs[number];
        for (int at = 0; slab != null && at < used[number]; ) {
            remove(find((long) LONG.get(slab, at), (long) LONG.get(slab, at + 8)));
            at += HEADER + ((short) SHORT.get(slab, at + 16) & 0xffff);
        }
        used[number] = 0;
    }

    /** Empties a place of the index and moves up those that only stand where they do because it was taken. */
    private void remove(int place) {
        int mask = index.length - 1;
        int free = place;
        index[free] = 0;
        count--;
        for (int i = (free + 1) & mask; index[i] != 0; i = (i + 1) & mask) {
            int wanted = home(index[i]);
            if (((i - wanted) & mask) >= ((i - free) & mask)) {
                index[free] = index[i];
                index[i] = 0;
                free = i;
            }
        }
    }

    private void grow() {
        int[] old = index;
        index = new int[old.length * 2];
        int mask = index.length - 1;
        for (int entry : old) {
            if (entry != 0) {
                int i = home(entry);
                while (index[i] != 0) {
                    i = (i + 1) & mask;
                }
                index[i] = entry;
            }
        }
    }

    /** The place in the index where it is, or would be. */
    private int find(long account, long email) {
        int mask = index.length - 1;
        int i = hash(account, email) & mask;
        while (index[i] != 0 && !is(index[i] - 1, account, email)) {
            i = (i + 1) & mask;
        }
        return i;
    }

    private boolean is(int position, long account, long email) {
        byte[] slab = slab(position);
        int at = position & (SLAB - 1);
        return (long) LONG.get(slab, at + 8) == email && (long) LONG.get(slab, at) == account;
    }

    private int home(int entry) {
        byte[] slab = slab(entry - 1);
        int at = (entry - 1) & (SLAB - 1);
        return hash((long) LONG.get(slab, at), (long) LONG.get(slab, at + 8)) & (index.length - 1);
    }

    private byte[] slab(int position) {
        byte[] slab = slabs[position >>> SLAB_BITS];
        if (slab == null) {
            throw new IllegalStateException("an envelope in no slab");
        }
        return slab;
    }

    /** Sixteen that follow each other stand in one line of the processor's cache: they are asked for in that order. */
    private static int hash(long account, long email) {
        long h = (account * 0x9E3779B97F4A7C15L + (email >>> 4)) * 0xD1B54A32D192ED03L;
        return (int) (h >>> 32) << 4 | (int) (email & 15);
    }
}
