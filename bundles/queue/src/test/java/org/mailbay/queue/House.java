package org.mailbay.queue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.function.Function;
import org.mailbay.blob.fs.BlobFs;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.store.derby.DerbyDriver;
import org.mailbay.store.engine.JmapStore;
import org.osgi.framework.BundleContext;

/** A queue over the drivers that it is shipped with. */
final class House implements AutoCloseable {
    final JmapStore store;
    final MailQueue queue;

    House(Path data, Transport transport) throws IOException {
        BundleContext context =
                proxy(BundleContext.class, method -> method.getName().equals("getProperty") ? data.toString() : null);
        store = new JmapStore(context, proxy(JmapStore.Config.class, Method::getDefaultValue));
        store.bindRecords(new DerbyDriver(context, proxy(DerbyDriver.Config.class, Method::getDefaultValue)));
        store.bindBlobs(new BlobFs(context, proxy(BlobFs.Config.class, Method::getDefaultValue)));
        queue = new MailQueue(proxy(MailQueue.Config.class, Method::getDefaultValue), store);
        queue.bindTransport(transport);
    }

    private static <T> T proxy(Class<T> type, Function<Method, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.apply(method)));
    }

    @Override
    public void close() {
        queue.stop();
        store.stop();
    }
}
