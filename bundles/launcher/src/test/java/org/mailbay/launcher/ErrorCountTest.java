package org.mailbay.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.slf4j.LoggerFactory;

class ErrorCountTest {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    /** Logs as two revisions of a bundle would. */
    public static final class Shouter implements Runnable {
        @Override
        public void run() {
            LoggerFactory.getLogger("shouter").error("event=shout");
            LoggerFactory.getLogger("shouter").warn("event=murmur");
        }
    }

    /** A bundle's class loader. */
    private static final class Loader extends ClassLoader implements BundleReference {
        private final long id;

        Loader(long id) {
            super(ErrorCountTest.class.getClassLoader());
            this.id = id;
        }

        Runnable shouter() throws IOException, ReflectiveOperationException {
            String name = Shouter.class.getName();
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return (Runnable) defineClass(name, bytes, 0, bytes.length)
                        .getDeclaredConstructor()
                        .newInstance();
            }
        }

        @Override
        public Bundle getBundle() {
            return (Bundle) Proxy.newProxyInstance(
                    Loader.class.getClassLoader(),
                    new Class<?>[] {Bundle.class},
                    (self, method, arguments) -> method.getName().equals("getBundleId") ? (Object) id : null);
        }
    }

    @BeforeEach
    void listen() {
        ErrorCount.INSTANCE.start();
        root.addAppender(ErrorCount.INSTANCE);
    }

    @AfterEach
    void leave() {
        root.detachAppender(ErrorCount.INSTANCE);
    }

    @Test
    void eachRevisionHasItsOwn() throws Exception {
        Runnable first = new Loader(4711).shouter();
        Runnable second = new Loader(4712).shouter();
        first.run();
        second.run();
        second.run();
        new Shouter().run();
        assertThat(ErrorCount.INSTANCE.applyAsLong(4711)).isEqualTo(1);
        assertThat(ErrorCount.INSTANCE.applyAsLong(4712)).isEqualTo(2);
        assertThat(ErrorCount.INSTANCE.applyAsLong(4713)).isZero();
    }
}
