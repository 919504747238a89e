package org.mailbay.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.net.Serving;
import org.mailbay.net.spi.Trial;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** A revision is tried, and goes by itself or stays; what net does with it is net's test. */
class CanariesTest {
    private static final String FACE = "org.mailbay.face";
    private static final String PACKAGE = "org.mailbay.features.probe.face";
    private static final long PATIENCE = 20_000_000_000L;
    private final Map<Long, long[]> figures = new ConcurrentHashMap<>();
    private final Map<Long, Long> errors = new ConcurrentHashMap<>();
    private @TempDir Path folder;
    private House house;
    private Bundle shipped;

    /** What net would say. */
    private record Said(long bundle, long sessions, long failures) implements Serving.Served {
        @Override
        public String protocol() {
            return "toy";
        }

        @Override
        public String version() {
            return "";
        }

        @Override
        public int percent() {
            return 0;
        }

        @Override
        public int connections() {
            return 0;
        }
    }

    @BeforeEach
    void start() throws Exception {
        house = new House(folder);
        house.context().registerService(Serving.class, this::served, null);
        var isErrors = new java.util.Hashtable<>(Map.of("mailbay.errors", "true"));
        house.context().registerService(LongUnaryOperator.class, bundle -> errors.getOrDefault(bundle, 0L), isErrors);
        shipped = house.ship(FACE, face("1.0.0"));
    }

    private List<Serving.Served> served() {
        return figures.entrySet().stream()
                .map(entry -> (Serving.Served) new Said(entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
                .toList();
    }

    @AfterEach
    void stop() throws Exception {
        house.stop();
    }

    private static byte[] face(String version) throws Exception {
        return House.jar(FACE, version, PACKAGE);
    }

    private Map<String, Object> begin(byte[] jar, int seconds) throws Exception {
        return house.said("tryOut", jar, false, "", 10, Duration.ofSeconds(seconds), "test");
    }

    private String refused(byte[] jar) throws Exception {
        return house.refused("tryOut", jar, false, "", 10, Duration.ofSeconds(60), "test");
    }

    private Bundle revision(String version) {
        return Arrays.stream(house.context().getBundles())
                .filter(bundle -> FACE.equals(bundle.getSymbolicName())
                        && bundle.getVersion().toString().equals(version))
                .findFirst()
                .orElse(null);
    }

    private ServiceReference<Trial> trial() {
        return house.context().getServiceReference(Trial.class);
    }

    private String outcome() throws Exception {
        return ((Map<?, ?>) ((List<?>) house.call("canaries")).getFirst())
                .get("outcome")
                .toString();
    }

    private void await(String outcome) throws Exception {
        long deadline = System.nanoTime() + PATIENCE;
        while (!outcome().equals(outcome)) {
            assertThat(System.nanoTime()).as(house.call("canaries").toString()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void thatFailsMoreOftenGoesByItself() throws Exception {
        figures.put(shipped.getBundleId(), new long[] {50, 4});
        assertThat(begin(face("1.1.0"), 600)).containsEntry("from", "1.0.0").containsEntry("to", "1.1.0");
        Bundle young = revision("1.1.0");
        assertThat(trial().getProperty(Trial.BUNDLE)).isEqualTo(young.getBundleId());
        assertThat(trial().getProperty(Trial.PERCENT)).isEqualTo(10);
        assertThat(house.call("list").toString())
                .contains("version=1.1.0, state=canary", "version=1.0.0, state=active");
        figures.put(shipped.getBundleId(), new long[] {100, 4});
        figures.put(young.getBundleId(), new long[] {10, 1});
        Thread.sleep(1_500);
        assertThat(outcome()).isEqualTo("running");
        errors.put(young.getBundleId(), 2L);
        await("withdrawn");
        assertThat(house.call("canaries").toString())
                .contains("3 failures (1 sessions broken, 2 errors logged", "the revision before: 0 in 50");
        assertThat(revision("1.1.0")).isNull();
        assertThat(shipped.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(trial()).isNull();
        try (var jars = java.nio.file.Files.list(folder.resolve("data/features/jars"))) {
            assertThat(jars).isEmpty();
        }
    }

    @Test
    void thatDoesWellStaysAndIsRemembered() throws Exception {
        begin(face("1.1.0"), 2);
        figures.put(revision("1.1.0").getBundleId(), new long[] {10, 0});
        assertThat(house.refused("update", face("1.2.0"), false, "", "test")).startsWith("canary-runs");
        assertThat(house.refused("disable", FACE, "test")).startsWith("canary-runs");
        assertThat(refused(face("1.2.0"))).startsWith("canary-runs");
        await("promoted");
        assertThat(shipped.getState()).isEqualTo(Bundle.UNINSTALLED);
        assertThat(trial()).isNull();
        assertThat(folder.resolve("data/features/active.tsv")).content().startsWith(FACE + "\t");
        assertThat(house.said("rollback", FACE, "test")).containsEntry("to", "1.0.0");
    }

    @Test
    void thatNobodyUsedIsNotPromotedByItself() throws Exception {
        begin(face("1.1.0"), 1);
        await("withdrawn");
        assertThat(house.call("canaries").toString()).contains("nobody used it");
        begin(face("1.1.0"), 600);
        assertThat(house.said("promote", FACE, "test")).containsEntry("outcome", "promoted");
        begin(face("1.2.0"), 600);
        assertThat(house.said("withdraw", FACE, "test")).containsEntry("outcome", "withdrawn");
        assertThat(house.refused("withdraw", FACE, "test")).startsWith("no-canary-runs");
        assertThat(house.call("tried")).isEqualTo(Map.of("promoted", 1L, "withdrawn", 2L));
        assertThat(house.call("operations")).isEqualTo(Map.of("done", 5L, "refused", 1L, "failed", 0L));
        assertThat(house.call("canaryPercent")).isEqualTo(0);
        assertThat(revision("1.1.0").getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void whatCannotServeAShareIsRefused() throws Exception {
        byte[] speaker = House.jar("org.mailbay.speaker", "1.0.0", "org.mailbay.features.probe");
        house.ship("org.mailbay.speaker", speaker);
        assertThat(refused(House.jar("org.mailbay.speaker", "1.1.0", "org.mailbay.features.probe")))
                .startsWith("no-canary");
        assertThat(refused(House.jar("org.mailbay.other", "1.0.0", PACKAGE))).startsWith("no-canary");
        assertThat(refused(House.jar(FACE, "1.1.0", PACKAGE, "Mailbay-Update", "exclusive")))
                .startsWith("no-canary");
        assertThat(refused(House.jar(FACE, "1.1.0", PACKAGE + ",org.mailbay.features.probe")))
                .startsWith("no-canary")
                .contains("java.util.function.Supplier");
        assertThat(refused(House.jar(FACE, "1.1.0", PACKAGE + ",org.mailbay.features.probe.broken")))
                .startsWith("no-canary");
        assertThat(trial()).isNull();
    }

    @Test
    void aResourceTellsAndDecides() throws Exception {
        begin(face("1.1.0"), 600);
        assertThat(house.asked("canaries", "GET").toString()).contains("outcome=running");
        assertThat(house.asked("canaries", "POST", "face", "withdraw")).containsEntry("outcome", "withdrawn");
        assertThat(house.asked("trusted-signers", "GET")).containsEntry("items", List.of());
    }
}
