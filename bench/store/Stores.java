package store;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.mailbay.blob.fs.BlobFs;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Limits;
import org.mailbay.store.engine.snapshot.SnapshotFiles;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.RecordDriver;
import org.osgi.framework.BundleContext;

/** A store over the shipped drivers with their defaults. Closed as the container would: the store, then the drivers. */
public final class Stores implements AutoCloseable {
    /** As shipped. */
    private static final long CACHE = 48 << 20;

    private final RecordDriver records;
    private final BlobDriver blobs;
    public final JmapStore store;

    private Stores(Path data, long cache, Path snapshots) throws IOException {
        records = made("org.mailbay.store.derby.DerbyDriver", data);
        blobs = made(BlobFs.class.getName(), data);
        store = new JmapStore(
                new Limits(
                        cache,
                        50_000,
                        Duration.ofDays(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(20),
                        0,
                        Duration.ofDays(7)),
                InstantSource.system(),
                snapshots == null ? null : new SnapshotFiles(snapshots));
        store.bindRecords(records);
        store.bindBlobs(blobs);
    }

    public static Stores open(Path data) throws IOException {
        return new Stores(data, CACHE, null);
    }

    /** Whose accounts leave memory as soon as another one comes; with files of snapshots or without. */
    static Stores openForgetful(Path data, boolean withSnapshots) throws IOException {
        return new Stores(data, 1, withSnapshots ? data.resolve("snapshots") : null);
    }

    Account create() throws IOException {
        return store.create(new TenantId(1));
    }

    Account account(AccountId id) throws IOException {
        return store.account(id).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        store.stop();
        for (Object driver : new Object[] {records, blobs}) {
            try {
                Method stop = stop(driver.getClass());
                stop.setAccessible(true);
                stop.invoke(driver);
            } catch (ReflectiveOperationException e) {
                throw new IOException(driver + " cannot be stopped", e);
            }
        }
    }

    private static Method stop(Class<?> type) throws NoSuchMethodException {
        for (String name : new String[] {"stop", "close", "deactivate", "end"}) {
            try {
                return type.getDeclaredMethod(name);
            } catch (NoSuchMethodException another) {
                continue;
            }
        }
        throw new NoSuchMethodException("stop");
    }

    /** A component as the container makes it. */
    @SuppressWarnings("unchecked")
    static <T> T made(String name, Path data) throws IOException {
        try {
            Class<?> type = Class.forName(name);
            Class<?> config = Class.forName(name + "$Config");
            BundleContext context = (BundleContext) proxy(
                    BundleContext.class, method -> method.getName().equals("getProperty") ? data.toString() : null);
            return (T) type.getConstructor(BundleContext.class, config)
                    .newInstance(context, proxy(config, Method::getDefaultValue));
        } catch (ReflectiveOperationException e) {
            throw new IOException(name + " cannot be made", e);
        }
    }

    private static Object proxy(Class<?> type, Function<Method, Object> answer) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.apply(method));
    }
}
