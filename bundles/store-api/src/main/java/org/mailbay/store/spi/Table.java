package org.mailbay.store.spi;

/** The tables of a shard: all of one shape, keys of 1 to 255 bytes, values of 0 to 32,672 bytes. */
public enum Table {
    /** account·type·id → the small mutable part of an object. */
    STATE,
    /** account·type·id → the big part of an object. */
    OBJ,
    /** account·modseq → what one transaction did. */
    LOG,
    /** account·index·key → value. */
    IDX,
    /** Heads of accounts, blob references and holds, outbox, registry. */
    SYS;

    /** In bytes. */
    public static final int MAX_KEY = 255;

    /** In bytes. */
    public static final int MAX_VALUE = 32_672;
}
