package org.mailbay.store.engine.record;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mailbay.store.TenantId;

/**
 * The row of SYS that says how far an account is.
 *
 * @param modSeq of the last transaction
 * @param nextNumber the next object's
 * @param floor the log holds every transaction after this one
 * @param states by type's letter, the last transaction that changed it
 */
public record Head(
        TenantId tenant, long modSeq, long nextNumber, long quotaUsed, long floor, SortedMap<Character, Long> states) {
    private static final int VERSION = 1;

    /** Of an account that nothing ever happened to. */
    public static Head first(TenantId tenant) {
        return new Head(tenant, 1, 1, 0, 1, new TreeMap<>());
    }

    /** The value. */
    public byte[] value() {
        Out out = new Out(64)
                .octet(VERSION)
                .varint(tenant.number())
                .varint(modSeq)
                .varint(nextNumber)
                .varint(quotaUsed)
                .varint(floor)
                .varint(states.size());
        states.forEach((letter, state) -> out.octet(letter).varint(state));
        return out.done();
    }

    /** Reads a value. */
    public static Head read(byte[] value) throws IOException {
        In in = new In(value).version(VERSION);
        TenantId tenant = new TenantId(in.varint());
        long modSeq = in.varint();
        long nextNumber = in.varint();
        long quotaUsed = in.varint();
        long floor = in.varint();
        SortedMap<Character, Long> states = new TreeMap<>();
        for (int count = in.count(); count > 0; count--) {
            char letter = (char) in.octet();
            states.put(letter, in.varint());
        }
        return new Head(tenant, modSeq, nextNumber, quotaUsed, floor, states);
    }
}
