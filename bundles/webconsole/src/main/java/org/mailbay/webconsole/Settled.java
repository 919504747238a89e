package org.mailbay.webconsole;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.osgi.framework.BundleContext;

/** A bundle's context that answers some properties itself: what they say cannot be set from outside. */
final class Settled {
    private Settled() {}

    static BundleContext of(BundleContext context, Map<String, String> properties) {
        return (BundleContext) Proxy.newProxyInstance(
                Settled.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (_, method, arguments) -> {
                    if (method.getName().equals("getProperty") && properties.containsKey(arguments[0])) {
                        return properties.get(arguments[0]);
                    }
                    try {
                        return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
