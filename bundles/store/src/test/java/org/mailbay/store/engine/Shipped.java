package org.mailbay.store.engine;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.mailbay.blob.fs.BlobFs;
import org.mailbay.store.Store;
import org.mailbay.store.derby.DerbyDriver;
import org.mailbay.tck.store.DurableStoreTestee;
import org.osgi.framework.BundleContext;

/** The store over the drivers that it is shipped with; public for the process that is killed. */
public class Shipped implements DurableStoreTestee {
    /** For the process that is killed. */
    public Shipped() {}

    @Override
    public Store start(Path data) throws IOException {
        JmapStore store = new JmapStore(
                new Limits(64 << 20, 50_000, Duration.ofDays(30), Duration.ofSeconds(30), Duration.ofSeconds(10), 0),
                InstantSource.system());
        store.bindRecords(records(data));
        store.bindBlobs(blobs(data));
        return store;
    }

    @Override
    public void stop(Store store) {
        ((JmapStore) store).stop();
    }

    /** Records below a data folder. */
    public static DerbyDriver records(Path data) {
        return new DerbyDriver(context(data), proxy(DerbyDriver.Config.class, Method::getDefaultValue));
    }

    /** Blobs below a data folder. */
    public static BlobFs blobs(Path data) {
        return new BlobFs(context(data), proxy(BlobFs.Config.class, Method::getDefaultValue));
    }

    private static BundleContext context(Path data) {
        return proxy(BundleContext.class, method -> method.getName().equals("getProperty") ? data.toString() : null);
    }

    private static <T> T proxy(Class<T> type, Function<Method, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.apply(method)));
    }
}
