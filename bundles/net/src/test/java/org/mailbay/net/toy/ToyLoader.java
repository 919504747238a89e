package org.mailbay.net.toy;

import java.net.URL;
import java.net.URLClassLoader;
import org.mailbay.net.spi.Protocol;

/** A bundle's class loader for the toy protocol: its classes exist once more in here. */
public final class ToyLoader extends URLClassLoader {
    public ToyLoader() {
        super(
                new URL[] {ToyLoader.class.getProtectionDomain().getCodeSource().getLocation()},
                ToyLoader.class.getClassLoader());
    }

    /** A toy protocol whose classes are this loader's. */
    public Protocol protocol(String label) {
        try {
            return (Protocol) loadClass(ToyProtocol.class.getName())
                    .getConstructor(String.class)
                    .newInstance(label);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("org.mailbay.net.toy.Toy")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }
}
