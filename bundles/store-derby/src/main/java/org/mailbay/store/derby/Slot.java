package org.mailbay.store.derby;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;

/** A shard's place in the driver: opened by the first user, closed with the last. */
final class Slot {
    private final ShardId id;
    private final Settings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Shard shard;
    private int users;
    private volatile boolean stopping;
    private volatile String trouble = "";

    Slot(ShardId id, Settings settings) {
        this.id = id;
        this.settings = settings;
    }

    Records enter() throws IOException {
        lock.lock();
        try {
            if (shard != null && !shard.trouble().isEmpty()) {
                close();
            }
            Shard open = shard;
            if (open == null) {
                open = OwnThread.run("derby-" + id + "-open", () -> Shard.open(id, settings, () -> stopping));
                shard = open;
            }
            users++;
            trouble = "";
            return new DerbyRecords(open, this);
        } catch (IOException refused) {
            trouble = String.valueOf(refused.getMessage());
            throw refused;
        } finally {
            lock.unlock();
        }
    }

    /** A user of {@code whose} goes. */
    void leave(Shard whose) throws IOException {
        lock.lock();
        try {
            if (shard == whose && --users == 0) {
                close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes the shard under its users, and gives up waiting for it. */
    void stop() throws IOException {
        stopping = true;
        lock.lock();
        try {
            close();
        } finally {
            lock.unlock();
        }
    }

    private void close() throws IOException {
        Shard open = shard;
        shard = null;
        users = 0;
        if (open != null) {
            OwnThread.run("derby-" + id + "-close", () -> {
                open.close();
                return open;
            });
        }
    }

    /** For the health check: what is wrong, empty when nothing is. */
    String trouble() {
        Shard open = shard;
        return open == null ? trouble : open.trouble();
    }

    /** The open shard; null when it is closed. */
    @Nullable
    Shard shard() {
        return shard;
    }

    ShardId id() {
        return id;
    }
}
