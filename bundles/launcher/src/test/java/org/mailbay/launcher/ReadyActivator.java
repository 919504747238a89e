package org.mailbay.launcher;

import java.util.Hashtable;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Goes into a small bundle: says that the server is ready. */
public final class ReadyActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        var properties = new Hashtable<String, Object>();
        properties.put("mailbay.ready", true);
        var line = "test " + context.getProperty("mailbay.ports") + " " + context.getProperty("mailbay.demo") + " "
                + context.getProperty("mailbay.loopback") + " " + context.getProperty("mailbay.data") + " "
                + context.getProperty("test.shipped");
        context.registerService(Supplier.class, () -> List.of(line), properties);
    }

    @Override
    public void stop(BundleContext context) {}
}
