package org.mailbay.jmap.sharing;

/** Numbers that stand for what somebody may see: the same at every start, and not chosen by anybody. */
final class Hash {
    /** So that it fits with a modseq into a state. */
    private static final long MASK = (1L << 48) - 1;

    private Hash() {}

    /** {@code seed} and {@code text} in one number. */
    static long of(long seed, String text) {
        long hash = seed * 0x9e3779b97f4a7c15L + text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }

    /** As a version: from 1 to 2⁴⁸. */
    static long version(long hash) {
        return (hash & MASK) + 1;
    }
}
