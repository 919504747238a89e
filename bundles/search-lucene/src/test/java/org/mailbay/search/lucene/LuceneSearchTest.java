package org.mailbay.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.TextQuery.Mode;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.SearchIndex.Change;
import org.mailbay.store.spi.SearchIndex.Commit;
import org.mailbay.store.spi.ShardId;

/** The driver's own: faults, locks, and what is left when it is gone. */
class LuceneSearchTest {
    private static final ShardId ONE = new ShardId("one");
    private static final AccountId ANNA = new AccountId(7);

    @TempDir
    Path data;

    private final List<LuceneSearch> drivers = new ArrayList<>();

    @AfterEach
    void stop() {
        Faults.fault = Faults.Fault.NONE;
        drivers.forEach(LuceneSearch::deactivate);
    }

    private LuceneSearch driver() {
        LuceneSearch driver = LuceneTestee.driver(data, Faults::new);
        drivers.add(driver);
        return driver;
    }

    private static void put(SearchIndex index, long from, long to) throws IOException {
        List<Change> changes = new ArrayList<>();
        for (long number = from; number <= to; number++) {
            changes.add(new SearchIndex.Put(
                    ANNA, new ObjectId('m', number), new Document(Map.of("body", "common number " + number))));
        }
        index.apply(changes);
    }

    private static int count(SearchIndex index) throws IOException {
        return index.match(ANNA, 'm', new TextQuery(Set.of(), "common", Mode.WORDS)).length;
    }

    @Test
    void afterAFullDiskWhatWasCommittedIsThere() throws Exception {
        for (Faults.Fault fault : List.of(Faults.Fault.WRITE, Faults.Fault.SYNC)) {
            LuceneSearch driver = LuceneTestee.driver(data.resolve(fault.name()), Faults::new);
            drivers.add(driver);
            SearchIndex index = driver.open(ONE);
            put(index, 1, 100);
            Commit commit = index.commit();
            put(index, 101, 200);
            Faults.fault = fault;
            assertThatThrownBy(index::commit).isInstanceOf(IOException.class);
            assertThat(driver.execute().getStatus()).isEqualTo(Result.Status.CRITICAL);
            Faults.fault = Faults.Fault.NONE;
            // What was not committed may be gone: it must not look as if it were there.
            assertThatThrownBy(() -> put(index, 201, 201)).hasMessageContaining("opened again");
            assertThatThrownBy(() -> count(index)).hasMessageContaining("opened again");
            assertThatThrownBy(index::committed).hasMessageContaining("opened again");
            index.close();
            SearchIndex again = driver.open(ONE);
            assertThat(again.committed()).isEqualTo(commit);
            assertThat(count(again)).isEqualTo(100);
            put(again, 101, 200);
            assertThat(again.commit().number()).isGreaterThan(commit.number());
            assertThat(count(again)).isEqualTo(200);
            assertThat(driver.execute().getStatus()).isEqualTo(Result.Status.OK);
        }
    }

    @Test
    void aFullDiskAtTheOpeningRemovesNothing() throws Exception {
        SearchIndex index = driver().open(ONE);
        put(index, 1, 10);
        index.close();
        Faults.fault = Faults.Fault.WRITE;
        LuceneSearch second = driver();
        try {
            second.open(ONE).close();
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
        Faults.fault = Faults.Fault.NONE;
        assertThat(count(driver().open(ONE))).isEqualTo(10);
    }

    @Test
    void anIndexOfANewerVersionIsMadeAnew() throws Exception {
        SearchIndex index = driver().open(ONE);
        put(index, 1, 10);
        String generation = index.commit().generation();
        index.close();
        try (Stream<Path> files = Files.list(data.resolve("one/index"))) {
            Path segments = files.filter(file -> file.getFileName().toString().startsWith("segments_"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(segments);
            // Magic, "segments", version.
            bytes[4 + 9 + 3] = 99;
            Files.write(segments, bytes);
        }
        SearchIndex anew = driver().open(ONE);
        assertThat(anew.committed().generation()).isNotEqualTo(generation);
        assertThat(count(anew)).isZero();
    }

    @Test
    void damageFoundInUseMakesTheNextOpeningBeginAnew() throws Exception {
        SearchIndex index = driver().open(ONE);
        put(index, 1, 10);
        String generation = index.commit().generation();
        index.close();
        Opening.markDamaged(data.resolve("one"));
        SearchIndex anew = driver().open(ONE);
        assertThat(anew.committed().generation()).isNotEqualTo(generation);
        put(anew, 1, 10);
        anew.close();
        assertThat(count(driver().open(ONE))).isEqualTo(10);
    }

    @Test
    void anotherRevisionWaitsForTheFirstToLetGo() throws Exception {
        SearchIndex first = driver().open(ONE);
        put(first, 1, 5);
        LuceneSearch second = driver();
        assertThatThrownBy(() -> second.open(ONE)).hasMessageContaining("in use");
        CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return count(second.open(ONE));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(50);
        first.close();
        assertThat(waiting.get()).isEqualTo(5);
    }

    @Test
    void anotherProcessIsNotWaitedFor() throws Exception {
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LockHolder.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = holder.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.equals("open")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("open");
            assertThatThrownBy(() -> driver().open(ONE)).hasMessageContaining("another process");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(count(driver().open(ONE))).isZero();
    }

    @Test
    void nothingIsLeftAfterTwentyRounds() throws Exception {
        rounds(2);
        long files = files();
        rounds(20);
        for (int i = 0; i < 100 && !threads().isEmpty(); i++) {
            Thread.sleep(10);
        }
        assertThat(threads()).isEmpty();
        assertThat(files()).isLessThanOrEqualTo(files + 2);
        assertThat(System.getProperties().stringPropertyNames())
                .noneMatch(name -> name.startsWith("org.mailbay.search"));
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(data.toString());
    }

    private void rounds(int count) throws IOException {
        for (int round = 0; round < count; round++) {
            LuceneSearch driver = LuceneTestee.driver(data, Faults::new);
            SearchIndex index = driver.open(ONE);
            put(index, round * 50L + 1, round * 50L + 50);
            count(index);
            if (round % 2 == 0) {
                index.close();
            }
            driver.deactivate();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("search-") || name.contains("Lucene"))
                .sorted()
                .toList();
    }

    private static long files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    /** As a container has it: a class loader of its own for driver and Lucene, and a stranger as the thread's. */
    @Test
    void theClassLoaderGoesWithTheBundle() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(useOnce(0));
        for (int round = 1; round < 4; round++) {
            useOnce(round);
        }
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(loader.get()).isNull();
    }

    private ClassLoader useOnce(int round) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try (URLClassLoader bundle = new Bundle(classPath(), LuceneSearchTest.class.getClassLoader())) {
            Class<?> type = bundle.loadClass(LuceneSearchTest.class.getName() + "$Once");
            assertThat(type.getClassLoader()).isSameAs(bundle);
            Object found = type.getMethod("use", Path.class).invoke(null, data.resolve("round" + round));
            assertThat(found).isEqualTo(3);
            return bundle;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] classPath() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(":")) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /** Has classes of its own where the bundle has. */
    private static final class Bundle extends URLClassLoader {
        Bundle(URL[] urls, ClassLoader parent) {
            super(urls, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean own = name.startsWith("org.apache.lucene.")
                    || name.startsWith("org.tartarus.")
                    || name.startsWith("org.mailbay.search.");
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                return own ? findClass(name) : super.loadClass(name, resolve);
            }
        }
    }

    /** What happens inside a class loader. */
    public static final class Once {
        private Once() {}

        /** How many are found. */
        public static int use(Path folder) throws IOException {
            LuceneSearch driver = LuceneTestee.driver(folder, directory -> directory);
            try {
                SearchIndex index = driver.open(ONE);
                put(index, 1, 3);
                index.commit();
                return count(index);
            } finally {
                driver.deactivate();
            }
        }
    }

    @Test
    void figuresAreSaid() throws Exception {
        LuceneSearch driver = driver();
        SearchIndex index = driver.open(ONE);
        put(index, 1, 30);
        index.commit();
        count(index);
        Map<String, Double> said = new TreeMap<>();
        driver.measure(new Metrics() {
            @Override
            public void counter(String name, String help, double value, String... labels) {
                assertThat(name).endsWith("_total");
                said.put(name, value);
            }

            @Override
            public void gauge(String name, String help, double value, String... labels) {
                said.put(name, value);
            }
        });
        assertThat(said)
                .containsEntry("mailbay_search_lucene_documents", 30.0)
                .containsEntry("mailbay_search_lucene_queries_total", 1.0)
                .containsEntry("mailbay_search_lucene_changes_total", 30.0)
                .containsEntry("mailbay_search_lucene_commits_total", 1.0);
        assertThat(said.get("mailbay_search_lucene_bytes")).isPositive();
    }
}
