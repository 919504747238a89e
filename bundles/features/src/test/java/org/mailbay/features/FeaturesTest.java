package org.mailbay.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.features.candidate.Candidate;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Bundles are exchanged in a real framework. */
class FeaturesTest {
    private static final String SPEAKER = "org.mailbay.speaker";
    private static final String PACKAGE = "org.mailbay.features.probe";
    private @TempDir Path folder;
    private House house;
    private Bundle shipped;

    @BeforeEach
    void start() throws Exception {
        System.clearProperty("probe.log");
        house = new House(folder);
        shipped = house.ship(SPEAKER, speaker("1.0.0"));
        house.ship("org.mailbay.user", House.jar("org.mailbay.user", "1.0.0", PACKAGE + ".user"));
    }

    @AfterEach
    void stop() throws Exception {
        house.stop();
    }

    @Test
    void sideBySideNobodyIsEverMissed() throws Exception {
        assertThat(house.heard()).isEqualTo("1.0.0");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    if (house.heard().equals("nobody")) {
                        wrong.add("nobody");
                    }
                    calls.incrementAndGet();
                } catch (Exception e) {
                    wrong.add(e.toString());
                }
            }
        });
        while (calls.get() == 0 && wrong.isEmpty()) {
            Thread.sleep(2);
        }
        Map<String, Object> done = house.ask("POST", speaker("1.1.0"));
        over.set(true);
        caller.join();
        assertThat(done)
                .containsEntry("name", SPEAKER)
                .containsEntry("from", "1.0.0")
                .containsEntry("to", "1.1.0")
                .containsEntry("mode", "side-by-side")
                .containsEntry("touched", List.of())
                .containsEntry("affected", List.of());
        assertThat(wrong).isEmpty();
        assertThat(house.heard()).isEqualTo("1.1.0");
        assertThat(System.getProperty("probe.log")).isEqualTo("+1.0.0 +1.1.0 -1.0.0 ");
        assertThat(shipped.getState()).isEqualTo(Bundle.UNINSTALLED);
        assertThat(active()).containsExactly(SPEAKER);
    }

    @Test
    void rollbackGoesBackStepByStepToWhatWasShipped() throws Exception {
        house.ask("POST", speaker("1.1.0"));
        house.ask("POST", speaker("1.2.0"));
        assertThat(house.ask("POST", new byte[0], "speaker", "rollback")).containsEntry("to", "1.1.0");
        assertThat(house.heard()).isEqualTo("1.1.0");
        assertThat(active()).containsExactly(SPEAKER);
        house.ask("POST", new byte[0], SPEAKER, "rollback");
        assertThat(house.heard()).isEqualTo("1.0.0");
        assertThat(active()).isEmpty();
        assertThat(house.refusal(new byte[0], SPEAKER, "rollback")).startsWith("no-former");
        // What runs now lies among the jars, though nothing names it: it must not be swept away.
        house.ask("POST", House.jar("com.example.second", "3.0.0", PACKAGE));
        assertThat(house.said("preview", speaker("1.2.0"))).containsEntry("asksLess", List.of());
        assertThat(house.ask("POST", speaker("1.3.0"))).containsEntry("from", "1.0.0");
        house.ask("POST", new byte[0], SPEAKER, "rollback");
        // and forward again
        assertThat(house.ask("POST", speaker("1.2.0"))).containsEntry("from", "1.0.0");
    }

    @Test
    void aRevisionThatDoesNotWorkIsWithdrawn() throws Exception {
        byte[] broken = House.jar(SPEAKER, "2.0.0", PACKAGE + "," + PACKAGE + ".broken");
        assertThat(house.refusal(broken)).startsWith("does-not-work").contains("Broken failed to start");
        assertThat(house.heard()).isEqualTo("1.0.0");
        assertThat(revisions()).isEqualTo(1);
        assertThat(active()).isEmpty();
        assertThat(shipped.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void anExclusiveBundleIsNeverThereTwiceAndComesBackWhenItsSuccessorFails() throws Exception {
        Map<String, Object> done = house.ask("POST", speaker("1.1.0", Candidate.UPDATE, "exclusive"));
        assertThat(done).containsEntry("mode", "exclusive");
        assertThat(System.getProperty("probe.log")).isEqualTo("+1.0.0 -1.0.0 +1.1.0 ");
        byte[] broken = House.jar(SPEAKER, "2.0.0", PACKAGE + "," + PACKAGE + ".broken", Candidate.UPDATE, "exclusive");
        assertThat(house.refusal(broken)).startsWith("does-not-work");
        assertThat(house.heard()).isEqualTo("1.1.0");
        assertThat(System.getProperty("probe.log")).isEqualTo("+1.0.0 -1.0.0 +1.1.0 -1.1.0 +2.0.0 -2.0.0 +1.1.0 ");
    }

    @Test
    void whatCannotWorkIsRefusedBeforeAnythingIsTouched() throws Exception {
        AtomicInteger events = new AtomicInteger();
        house.context().addBundleListener(event -> events.incrementAndGet());
        assertThat(house.refusal(new byte[0])).startsWith("no-bundle");
        assertThat(house.refusal(new byte[] {1, 2, 3})).startsWith("no-bundle");
        assertThat(house.refusal(speaker("0.9.0"))).startsWith("older");
        assertThat(house.refusal(speaker("1.1.0", "Export-Package", PACKAGE + ";version=1")))
                .startsWith("not-a-leaf");
        assertThat(house.refusal(
                        speaker("1.1.0", "Import-Package", "!org.jspecify.annotations,org.absent;version=\"[1,2)\",*")))
                .startsWith("does-not-resolve")
                .contains("needs package org.absent, which no bundle exports");
        assertThat(house.refusal(speaker(
                        "1.1.0",
                        "Import-Package",
                        "!org.jspecify.annotations,org.mailbay.admin.spi;version=\"[3,4)\",*")))
                .contains("needs package org.mailbay.admin.spi in version [3,4), here is 2.");
        String capability = "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"";
        assertThat(events).hasValue(0);
        assertThat(house.refusal(speaker("1.1.0", "Require-Capability", capability)))
                .startsWith("does-not-resolve")
                .contains("version=99");
        assertThat(house.heard()).isEqualTo("1.0.0");
        assertThat(revisions()).isEqualTo(1);
    }

    @Test
    void anOlderOneCanBeForcedAndTheSameVersionMayHaveOtherContent() throws Exception {
        assertThat(house.ask("POST", speaker("0.9.0"), "?force")).containsEntry("to", "0.9.0");
        assertThat(house.ask("POST", speaker("0.9.0", "X-Other", "content"))).containsEntry("from", "0.9.0");
        assertThat(house.refusal(speaker("0.9.0", "X-Other", "content"))).startsWith("runs-already");
    }

    @Test
    void aPreviewTouchesNothing() throws Exception {
        AtomicInteger events = new AtomicInteger();
        house.context().addBundleListener(event -> events.incrementAndGet());
        Map<String, Object> said = house.ask(
                "POST", speaker("1.1.0", "Import-Package", "!org.jspecify.annotations,org.absent,*"), "preview");
        assertThat(said)
                .containsEntry("mode", "side-by-side")
                .containsEntry("affected", List.of())
                .containsEntry("users", List.of("org.mailbay.user"))
                .containsEntry("missing", List.of("needs package org.absent, which no bundle exports"));
        assertThat(events).hasValue(0);
    }

    @Test
    void aNewFeatureIsInstalled() throws Exception {
        byte[] jar = House.jar("com.example.second", "3.0.0", PACKAGE);
        assertThat(house.ask("POST", jar)).containsEntry("mode", "new").containsEntry("to", "3.0.0");
        assertThat(active()).containsExactly("com.example.second");
        assertThat(house.ask("GET", new byte[0]).toString())
                .contains("name=com.example.second, version=3.0.0, state=active");
    }

    @Test
    void aPreviewSaysWhatHappensToComponents() throws Exception {
        house.said("update", House.jar("com.example.caller", "1.0.0", PACKAGE + ".sockets"), false, "", "test");
        Map<String, Object> caller = Map.of(
                "restarts", List.of(),
                "stops", List.of("com.example.caller/" + PACKAGE + ".sockets.Caller"),
                "starts", List.of());
        assertThat(house.said("previewRemoval", SPEAKER)).containsEntry("components", caller);
        assertThat(house.said("disable", SPEAKER, "test")).containsEntry("components", caller);
        Map<String, Object> back = Map.of("restarts", List.of(), "stops", List.of(), "starts", caller.get("stops"));
        assertThat(house.said("preview", speaker("1.1.0"))).containsEntry("components", back);
        assertThat(house.said("update", speaker("1.1.0"), false, "", "test")).containsEntry("components", back);
        byte[] exclusive = speaker("1.2.0", Candidate.UPDATE, "exclusive");
        Map<String, Object> gap = Map.of("restarts", caller.get("stops"), "stops", List.of(), "starts", List.of());
        assertThat(house.said("preview", exclusive)).containsEntry("components", gap);
        assertThat(house.said("update", exclusive, false, "", "test")).containsEntry("components", gap);
    }

    @Test
    void theResourcesDoWhatTheyDeclare() throws Exception {
        assertThat(house.ask("POST", new byte[0], "speaker", "disable")).containsEntry("mode", "disabled");
        assertThat(house.ask("POST", new byte[0], "speaker", "enable")).containsEntry("mode", "enabled");
        assertThat(house.refusal(new byte[0], "nobody", "disable")).startsWith("no-bundle-here");
        house.ask("POST", House.jar("com.example.second", "3.0.0", PACKAGE));
        assertThat(house.ask("DELETE", new byte[0], "com.example.second")).containsEntry("mode", "removed");
    }

    @Test
    void oldClassLoadersGo() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            loaders.add(new WeakReference<>(loader()));
            house.ask("POST", speaker("1." + i + ".0"));
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (loaders.stream().anyMatch(loader -> loader.get() != null) && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(loaders).allSatisfy(loader -> assertThat(loader.get()).isNull());
    }

    private ClassLoader loader() {
        return Arrays.stream(house.context().getBundles())
                .filter(bundle -> SPEAKER.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow()
                .adapt(BundleWiring.class)
                .getClassLoader();
    }

    private long revisions() {
        return Arrays.stream(house.context().getBundles())
                .filter(bundle -> SPEAKER.equals(bundle.getSymbolicName()))
                .count();
    }

    private static byte[] speaker(String version, String... headers) throws Exception {
        return House.jar(SPEAKER, version, PACKAGE, headers);
    }

    /** The names in what the launcher starts next time; their jars must be there. */
    private List<String> active() throws Exception {
        Path features = folder.resolve("data/features");
        Path file = features.resolve("active.tsv");
        List<String> names = new ArrayList<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            String[] cells = line.split("\t");
            assertThat(features.resolve(cells[1])).isRegularFile();
            names.add(cells[0]);
        }
        return names;
    }
}
