package org.mailbay.search.lucene;

import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** A disk that is full, or fails to flush, while it is told to. */
final class Faults extends FilterDirectory {
    /** What fails. */
    enum Fault {
        NONE,
        WRITE,
        SYNC
    }

    /** One test at a time. */
    static volatile Fault fault = Fault.NONE;

    Faults(Directory disk) {
        super(disk);
    }

    private static void fail(Fault which) throws IOException {
        if (fault == which) {
            throw new IOException(which == Fault.WRITE ? "No space left on device" : "Input/output error");
        }
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        IndexOutput out = super.createOutput(name, context);
        return new FilterIndexOutput("full " + name, name, out) {
            @Override
            public void writeByte(byte b) throws IOException {
                fail(Fault.WRITE);
                super.writeByte(b);
            }

            @Override
            public void writeBytes(byte[] b, int offset, int length) throws IOException {
                fail(Fault.WRITE);
                super.writeBytes(b, offset, length);
            }
        };
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
        fail(Fault.SYNC);
        super.sync(names);
    }
}
