package org.mailbay.store.engine;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.blob.fs.BlobFs;
import org.mailbay.store.derby.DerbyDriver;
import org.mailbay.tck.store.StoreContract;
import org.mailbay.tck.store.StoreTestee;
import org.osgi.framework.BundleContext;

/** The store over the drivers that it is shipped with. */
final class DurableStoreTest implements StoreContract {
    @TempDir
    Path folder;

    @Override
    public int steps() {
        return 150;
    }

    @Override
    public StoreTestee testee() throws IOException {
        Path data = Files.createTempDirectory(folder, "data");
        BundleContext context =
                proxy(BundleContext.class, method -> method.getName().equals("getProperty") ? data.toString() : null);
        return new Rig(
                new DerbyDriver(context, proxy(DerbyDriver.Config.class, Method::getDefaultValue)),
                new BlobFs(context, proxy(BlobFs.Config.class, Method::getDefaultValue)));
    }

    private static <T> T proxy(Class<T> type, Function<Method, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.apply(method)));
    }
}
