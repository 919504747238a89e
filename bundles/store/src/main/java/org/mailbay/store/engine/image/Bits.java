package org.mailbay.store.engine.image;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Ordinals;

/**
 * A persistent set of ordinals: a change copies one block of 4,096 and the list of blocks; what is combined of others is made block by
 * block, when it is looked at.
 *
 * <p>A block is null (empty), {@code char[]} (up to {@link #SPARSE} members, ascending) or {@code long[64]}.
 */
public final class Bits implements Ordinals {
    /** None. */
    public static final Bits EMPTY = new Bits(new Object[0], 0);

    private static final int SHIFT = 12;
    private static final int MASK = (1 << SHIFT) - 1;
    private static final int WORDS = 64;
    private static final int SPARSE = 128;

    private static final int DEEPEST = 16;

    /** Stands for a block that is still to be combined. */
    private static final Object LATER = new Object();

    private static final VarHandle BLOCK = MethodHandles.arrayElementVarHandle(Object[].class);

    private final @Nullable Object[] blocks;
    /** What blocks are combined of when somebody looks; null when all are there. */
    private final @Nullable Combination combination;
    /** -1 when nobody asked yet. */
    private int size;

    private record Combination(Bits left, Bits right, Operation operation, int depth) {
        @Nullable
        Object block(int at) {
            Object a = at < left.blocks.length ? left.block(at) : null;
            Object b = at < right.blocks.length ? right.block(at) : null;
            if (a == null || b == null) {
                return switch (operation) {
                    case AND -> null;
                    case OR -> a == null ? b : a;
                    case MINUS -> a;
                };
            }
            long[] words = operation.of(words(a), words(b));
            return pack(words, sizeOf(words));
        }
    }

    private Bits(@Nullable Object[] blocks, int size) {
        this.blocks = blocks;
        this.size = size;
        combination = null;
    }

    private Bits(int length, Combination combination) {
        blocks = new Object[length];
        Arrays.fill(blocks, LATER);
        size = -1;
        this.combination = combination;
    }

    private @Nullable Object block(int at) {
        Object block = BLOCK.getAcquire(blocks, at);
        if (block == LATER && combination != null) {
            block = combination.block(at);
            BLOCK.setRelease(blocks, at, block);
        }
        return block;
    }

    @Override
    public int size() {
        if (size < 0) {
            int count = 0;
            for (int i = 0; i < blocks.length; i++) {
                count += sizeOf(block(i));
            }
            size = count;
        }
        return size;
    }

    private static int sizeOf(@Nullable Object block) {
        return switch (block) {
            case null -> 0;
            case char[] sparse -> sparse.length;
            case Object dense -> sizeOf((long[]) dense);
        };
    }

    private static int sizeOf(long[] words) {
        int count = 0;
        for (int w = 0; w < WORDS; w++) {
            count += Long.bitCount(words[w]);
        }
        return count;
    }

    @Override
    public boolean contains(int ordinal) {
        int block = ordinal >>> SHIFT;
        if (block >= blocks.length) {
            return false;
        }
        return switch (block(block)) {
            case null -> false;
            case char[] sparse -> Arrays.binarySearch(sparse, (char) (ordinal & MASK)) >= 0;
            case Object dense -> (((long[]) dense)[(ordinal & MASK) >>> 6] & 1L << ordinal) != 0;
        };
    }

    @Override
    public Ordinals and(Ordinals other) {
        return combine((Bits) other, Operation.AND);
    }

    @Override
    public Ordinals or(Ordinals other) {
        return combine((Bits) other, Operation.OR);
    }

    @Override
    public Ordinals minus(Ordinals other) {
        return combine((Bits) other, Operation.MINUS);
    }

    /** Loops of their own, so that each becomes vector instructions. */
    private enum Operation {
        AND {
            @Override
            long[] of(long[] a, long[] b) {
                long[] words = new long[WORDS];
                for (int w = 0; w < WORDS; w++) {
                    words[w] = a[w] & b[w];
                }
                return words;
            }
        },
        OR {
            @Override
            long[] of(long[] a, long[] b) {
                long[] words = new long[WORDS];
                for (int w = 0; w < WORDS; w++) {
                    words[w] = a[w] | b[w];
                }
                return words;
            }
        },
        MINUS {
            @Override
            long[] of(long[] a, long[] b) {
                long[] words = new long[WORDS];
                for (int w = 0; w < WORDS; w++) {
                    words[w] = a[w] & ~b[w];
                }
                return words;
            }
        };

        abstract long[] of(long[] a, long[] b);
    }

    /** A set of which only those blocks are made that somebody looks at: of a million, the newest 50 are in one. */
    private Bits combine(Bits other, Operation operation) {
        int depth = Math.max(depth(), other.depth()) + 1;
        if (depth > DEEPEST) {
            return whole().combine(other.whole(), operation);
        }
        return new Bits(Math.max(blocks.length, other.blocks.length), new Combination(this, other, operation, depth));
    }

    private int depth() {
        return combination == null ? 0 : combination.depth();
    }

    /** The same, with all blocks made: a filter of a thousand conditions must not become as deep a recursion. */
    private Bits whole() {
        int count = size();
        return combination == null ? this : new Bits(blocks, count);
    }

    /** The words of a block; not to be changed. */
    private static long[] words(Object block) {
        return block instanceof char[] sparse ? spread(sparse) : (long[]) block;
    }

    private static long[] spread(char[] sparse) {
        long[] words = new long[WORDS];
        for (char bit : sparse) {
            words[bit >>> 6] |= 1L << bit;
        }
        return words;
    }

    private static @Nullable Object pack(long[] words, int count) {
        if (count == 0) {
            return null;
        }
        if (count > SPARSE) {
            return words;
        }
        char[] sparse = new char[count];
        int at = 0;
        for (int w = 0; w < WORDS; w++) {
            for (long rest = words[w]; rest != 0; rest &= rest - 1) {
                sparse[at++] = (char) (w << 6 | Long.numberOfTrailingZeros(rest));
            }
        }
        return sparse;
    }

    @Override
    public int countAnd(Ordinals other) {
        Bits that = (Bits) other;
        int count = 0;
        for (int i = Math.min(blocks.length, that.blocks.length) - 1; i >= 0; i--) {
            Object mine = block(i);
            Object its = that.block(i);
            if (mine == null || its == null) {
                continue;
            }
            if (mine instanceof char[] sparse) {
                count += countIn(that, i, sparse);
            } else if (its instanceof char[] sparse) {
                count += countIn(this, i, sparse);
            } else {
                long[] a = (long[]) mine;
                long[] b = (long[]) its;
                for (int w = 0; w < WORDS; w++) {
                    count += Long.bitCount(a[w] & b[w]);
                }
            }
        }
        return count;
    }

    private static int countIn(Bits bits, int block, char[] members) {
        int count = 0;
        for (char member : members) {
            count += bits.contains(block << SHIFT | member) ? 1 : 0;
        }
        return count;
    }

    @Override
    public Ordinals filter(IntPredicate keep) {
        Edit kept = EMPTY.edit();
        forEach(ordinal -> {
            if (keep.test(ordinal)) {
                kept.add(ordinal);
            }
        });
        return kept.done();
    }

    @Override
    public void forEach(IntConsumer visitor) {
        for (int i = 0; i < blocks.length; i++) {
            Object block = block(i);
            if (block == null) {
                continue;
            }
            int base = i << SHIFT;
            if (block instanceof char[] sparse) {
                for (char bit : sparse) {
                    visitor.accept(base | bit);
                }
                continue;
            }
            long[] words = (long[]) block;
            for (int w = 0; w < WORDS; w++) {
                for (long rest = words[w]; rest != 0; rest &= rest - 1) {
                    visitor.accept(base | w << 6 | Long.numberOfTrailingZeros(rest));
                }
            }
        }
    }

    @Override
    public void descending(IntPredicate visitor) {
        for (int i = blocks.length - 1; i >= 0; i--) {
            Object block = block(i);
            if (block == null) {
                continue;
            }
            long[] words = words(block);
            for (int w = WORDS - 1; w >= 0; w--) {
                for (long rest = words[w]; rest != 0; ) {
                    int bit = 63 - Long.numberOfLeadingZeros(rest);
                    rest ^= 1L << bit;
                    if (!visitor.test(i << SHIFT | w << 6 | bit)) {
                        return;
                    }
                }
            }
        }
    }

    @Override
    public int[] toArray() {
        int[] array = new int[size()];
        int[] at = {0};
        forEach(ordinal -> array[at[0]++] = ordinal);
        return array;
    }

    /** Bytes of memory, about. */
    long footprint() {
        long bytes = 40 + 4L * blocks.length;
        for (int i = 0; i < blocks.length; i++) {
            bytes += switch (block(i)) {
                case null -> 0;
                case char[] sparse -> 16 + 2L * sparse.length;
                default -> 16 + 8 * WORDS;
            };
        }
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bits that && size() == that.size() && countAnd(that) == size();
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toArray());
    }

    @Override
    public String toString() {
        return Arrays.toString(toArray());
    }

    /** Begins many changes at once. */
    Edit edit() {
        return new Edit(this);
    }

    /** Changes that become a new set together. For one thread. */
    static final class Edit {
        private @Nullable Object[] blocks;
        /** The blocks that belong to this edit, as words; the others are shared. */
        private long @Nullable [][] own;

        private int size;

        private Edit(Bits bits) {
            size = bits.size();
            blocks = bits.whole().blocks.clone();
            own = new long[blocks.length][];
        }

        private long[] own(int block) {
            if (block >= blocks.length) {
                blocks = Arrays.copyOf(blocks, block + 1);
                own = Arrays.copyOf(own, block + 1);
            }
            long[] words = own[block];
            if (words == null) {
                words = switch (blocks[block]) {
                    case null -> new long[WORDS];
                    case char[] sparse -> spread(sparse);
                    case Object dense -> ((long[]) dense).clone();
                };
                own[block] = words;
            }
            return words;
        }

        void add(int ordinal) {
            long[] words = own(ordinal >>> SHIFT);
            int word = (ordinal & MASK) >>> 6;
            if ((words[word] & 1L << ordinal) == 0) {
                words[word] |= 1L << ordinal;
                size++;
            }
        }

        void remove(int ordinal) {
            long[] words = own(ordinal >>> SHIFT);
            int word = (ordinal & MASK) >>> 6;
            if ((words[word] & 1L << ordinal) != 0) {
                words[word] &= ~(1L << ordinal);
                size--;
            }
        }

        int size() {
            return size;
        }

        Bits done() {
            for (int i = 0; i < blocks.length; i++) {
                if (own[i] instanceof long[] words) {
                    int count = 0;
                    for (long word : words) {
                        count += Long.bitCount(word);
                    }
                    blocks[i] = pack(words, count);
                }
            }
            return new Bits(blocks, size);
        }
    }

    void write(ImageWriter out) throws IOException {
        out.count(size()).count(blocks.length);
        for (int i = 0; i < blocks.length; i++) {
            switch (block(i)) {
                case null -> out.octet(0);
                case char[] sparse -> out.octet(1).count(sparse.length).chars(sparse);
                case Object dense -> out.octet(2).longs((long[]) dense, WORDS);
            }
        }
    }

    static Bits read(ImageReader in) throws IOException {
        int size = in.count();
        @Nullable Object[] blocks = new Object[in.count()];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = switch (in.octet()) {
                case 0 -> null;
                case 1 -> in.chars(in.count());
                default -> in.longs(WORDS);
            };
        }
        return size == 0 ? EMPTY : new Bits(blocks, size);
    }
}
