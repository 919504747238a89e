package org.mailbay.master.key;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.store.spi.MasterKey;

/** The service: the keys as they were read last. */
final class SourcedKey implements MasterKey {
    /** Reads the source again, now. */
    interface Rereading {
        void read();
    }

    private final Rereading rereading;
    private final LongAdder failures = new LongAdder();
    private volatile Keys keys;

    SourcedKey(Keys keys, Rereading rereading) {
        this.keys = keys;
        this.rereading = rereading;
    }

    void replace(Keys now) {
        keys = now;
    }

    Keys keys() {
        return keys;
    }

    long failures() {
        return failures.sum();
    }

    @Override
    public String id() {
        return keys.present().id();
    }

    @Override
    public byte[] wrap(byte[] key, String purpose) throws IOException {
        return keys.wrap(key, purpose);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String purpose) throws IOException {
        try {
            if (!keys.has(wrapped)) {
                rereading.read(); // it may have been added a moment ago
            }
            return keys.unwrap(wrapped, purpose);
        } catch (IOException e) {
            failures.increment();
            throw e;
        }
    }

    @Override
    public boolean isCurrent(byte[] wrapped) {
        return keys.isPresent(wrapped);
    }
}
