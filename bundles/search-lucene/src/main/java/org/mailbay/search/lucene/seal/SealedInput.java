package org.mailbay.search.lucene.seal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.BufferedIndexInput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.jspecify.annotations.Nullable;

/** Reads a sealed file, or a slice of it. One thread; clones and slices are for others. */
final class SealedInput extends BufferedIndexInput {
    private final SealedFile file;
    private final long from;
    private final long length;
    private final boolean owner;

    /** Made when the first block is wanted: most clones live from blocks that are known. */
    private @Nullable IndexInput disk;

    private boolean closed;

    /** The whole file, which is closed with it. */
    SealedInput(String name, SealedFile file, IOContext context) {
        super(name, context);
        this.file = file;
        this.from = 0;
        this.length = file.length();
        this.owner = true;
    }

    private SealedInput(String name, SealedInput whole, long from, long length) {
        super(name, whole.getBufferSize());
        this.file = whole.file;
        this.from = whole.from + from;
        this.length = length;
        this.owner = false;
    }

    private SealedInput(SealedInput original) {
        this(original.toString(), original, 0, original.length);
    }

    @Override
    protected void readInternal(ByteBuffer into) throws IOException {
        if (closed) {
            throw new AlreadyClosedException("already closed: " + this);
        }
        long position = getFilePointer();
        if (position + into.remaining() > length) {
            throw new EOFException("read past EOF: " + this);
        }
        IndexInput mine = disk;
        if (mine == null) {
            mine = file.disk();
            disk = mine;
        }
        long at = from + position;
        while (into.hasRemaining()) {
            byte[] block = file.block(at / Sealing.BLOCK, mine);
            int begin = (int) (at % Sealing.BLOCK);
            int count = Math.min(into.remaining(), block.length - begin);
            into.put(block, begin, count);
            at += count;
        }
    }

    @Override
    protected void seekInternal(long position) throws IOException {
        if (position > length) {
            throw new EOFException("seek past EOF: " + this);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public SealedInput clone() {
        SealedInput clone = new SealedInput(this);
        try {
            clone.seek(getFilePointer());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return clone;
    }

    @Override
    public IndexInput slice(String name, long offset, long count) {
        if (offset < 0 || count < 0 || offset > length - count) {
            throw new IllegalArgumentException(
                    "slice " + name + " from " + offset + ", " + count + " bytes, of " + this + " with " + length);
        }
        return new SealedInput(getFullSliceDescription(name), this, offset, count);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (owner) {
            file.close();
        }
    }
}
