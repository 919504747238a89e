package org.mailbay.tck.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

/** What a driver leaves behind when its bundle is replaced: nothing. Its testee is a public class with a public constructor of no arguments. */
public interface RecordsReloadContract {
    /** The driver under test. */
    RecordsTestee testee();

    /** Beginnings of the names of classes that come anew with the bundle: the driver's package, and what the bundle embeds. */
    default List<String> ownPackages() {
        return List.of(testee().getClass().getPackageName() + ".");
    }

    @Test
    default void afterTwentyReloadsNoClassLoaderThreadOrFileIsLeft(@TempDir Path data) throws Exception {
        reload(data, 0);
        Set<String> threads = threads();
        long files = files();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            loaders.add(reload(data, i));
        }
        for (int i = 0; i < 500 && (left(loaders) > 0 || !threads.containsAll(threads())); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(threads()).isSubsetOf(threads);
        assertThat(left(loaders)).as("class loaders").isZero();
        assertThat(files()).as("open files").isLessThanOrEqualTo(files + 3);
    }

    private static long left(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    /** In a frame of its own, so that nothing of the revision stays on the stack. */
    private WeakReference<ClassLoader> reload(Path data, int round) throws Exception {
        try (Revision revision = new Revision(ownPackages())) {
            RecordsTestee fresh =
                    (RecordsTestee) revision.loadClass(testee().getClass().getName())
                            .getConstructor()
                            .newInstance();
            assertThat(fresh.getClass()).isNotEqualTo(testee().getClass());
            RecordDriver driver = fresh.start(data);
            Records left = driver.open(Subject.SHARD);
            try (Records records = driver.open(new ShardId("second"))) {
                records.commit(Batch.builder()
                        .put(Table.SYS, Keys.key(1, round), Keys.value(round))
                        .build());
                records.scan(Table.SYS, Keys.key(1, 0), Keys.key(2, 0), (_, _) -> true);
                records.lease("me");
            }
            left.commit(Batch.builder()
                    .put(Table.SYS, Keys.key(1, round), Keys.value(round))
                    .build());
            if (fresh.folder(data, Subject.SHARD).isPresent()) {
                assertThat(Keys.scan(left, Table.SYS, Keys.key(1, 0), Keys.key(2, 0)))
                        .hasSize(round + 1);
            }
            fresh.stop(driver);
            return new WeakReference<>(revision);
        }
    }

    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!thread.getName().matches("(ForkJoinPool|process reaper|crew-|VirtualThread|Common-Cleaner).*")) {
                names.add(thread.getName());
            }
        }
        return names;
    }

    /** Open files and sockets; always the same where the platform does not say. */
    private static long files() throws IOException {
        Path all = Path.of("/proc/self/fd");
        if (!Files.isDirectory(all)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(all)) {
            return entries.count();
        }
    }

    /** The driver's classes a second time. */
    final class Revision extends URLClassLoader {
        private final List<String> own;

        Revision(List<String> own) throws MalformedURLException {
            super(classPath(), RecordsReloadContract.class.getClassLoader());
            this.own = own;
        }

        private static URL[] classPath() throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            String path = System.getProperty(
                    "surefire.test.class.path",
                    ManagementFactory.getRuntimeMXBean().getClassPath());
            for (String entry : path.split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (own.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
