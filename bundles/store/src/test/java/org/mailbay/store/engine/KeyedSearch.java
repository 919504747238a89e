package org.mailbay.store.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.memory.MemorySearchDriver;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;

/** Remembers what it was told to seal indexes with. */
public final class KeyedSearch implements SearchDriver {
    private final SearchDriver memory = new MemorySearchDriver(1L << 30);

    /** By opening. */
    public final List<Optional<MasterKey>> keys = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
        return "keyed";
    }

    @Override
    public SearchIndex open(ShardId shard, @Nullable MasterKey key) throws IOException {
        keys.add(Optional.ofNullable(key));
        return memory.open(shard, key);
    }
}
