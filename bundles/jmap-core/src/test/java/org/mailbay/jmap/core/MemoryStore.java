package org.mailbay.jmap.core;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.mailbay.store.Store;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.memory.MemoryBlobDriver;
import org.mailbay.store.memory.MemoryRecordDriver;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.store.spi.RecordDriver;

/** The real store over drivers in memory, put together as the container does it. */
public final class MemoryStore implements AutoCloseable {
    private final JmapStore store = new JmapStore(defaults(JmapStore.Config.class));

    public MemoryStore() {
        call("bindRecords", RecordDriver.class, new MemoryRecordDriver(1L << 30));
        call("bindBlobs", BlobDriver.class, new MemoryBlobDriver(1L << 30));
    }

    public Store store() {
        return store;
    }

    /** Tells {@code listener} of commits. */
    public void tell(CommitListener listener) {
        call("bindListener", CommitListener.class, listener);
    }

    /** A configuration in which everything has its default. */
    public static <T> T defaults(Class<T> config) {
        return config.cast(Proxy.newProxyInstance(
                config.getClassLoader(), new Class<?>[] {config}, (proxy, method, args) -> method.getDefaultValue()));
    }

    private <T> void call(String name, Class<T> type, T argument) {
        try {
            Method method = JmapStore.class.getDeclaredMethod(name, type);
            method.setAccessible(true);
            method.invoke(store, argument);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            Method stop = JmapStore.class.getDeclaredMethod("stop");
            stop.setAccessible(true);
            stop.invoke(store);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
