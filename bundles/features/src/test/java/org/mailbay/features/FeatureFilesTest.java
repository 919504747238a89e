package org.mailbay.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Several bundles come as one, or none of them does. */
class FeatureFilesTest {
    private static final String PACKAGE = "org.mailbay.features.probe";
    private static final String ONE = "com.example.one";
    private static final String TWO = "com.example.two";
    private @TempDir Path folder;
    private House house;

    @BeforeEach
    void start() throws Exception {
        house = new House(folder);
    }

    @AfterEach
    void stop() throws Exception {
        house.stop();
    }

    private static byte[] zip(String json, Map<String, byte[]> jars) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("feature.json"));
            zip.write(json.getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> jar : jars.entrySet()) {
                zip.putNextEntry(new ZipEntry("bundles/" + jar.getKey()));
                zip.write(jar.getValue());
            }
        }
        return out.toByteArray();
    }

    private static byte[] feature(String version, byte[] one, byte[] two) throws Exception {
        Map<String, byte[]> jars = new LinkedHashMap<>();
        jars.put("one-" + version + ".jar", one);
        jars.put("two-" + version + ".jar", two);
        return zip("""
                {"id": "com.example:both:%1$s", "bundles": [{"id": "com.example:one:%1$s"}, {"id": "com.example:two:%1$s"}]}
                """.formatted(version), jars);
    }

    private static byte[] jar(String name, String version, String packages) throws Exception {
        return House.jar(name, version, packages);
    }

    private String refused(byte[] file) throws Exception {
        return house.refused("installFile", file, false, "", "test");
    }

    private List<String> here() {
        return Arrays.stream(house.context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("com.example"))
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion() + " "
                        + (bundle.getState() == Bundle.ACTIVE ? "active" : "not"))
                .sorted()
                .toList();
    }

    @Test
    void allOrNothing() throws Exception {
        // The user needs the speaker that comes with it.
        house.said(
                "installFile",
                feature("1.0.0", jar(ONE, "1.0.0", PACKAGE + ".sockets"), jar(TWO, "1.0.0", PACKAGE)),
                false,
                "",
                "test");
        assertThat(here()).containsExactly(ONE + " 1.0.0 active", TWO + " 1.0.0 active");
        assertThat(house.asked("feature-files", "GET").toString())
                .contains("id=com.example:both, bundles=[com.example.one, com.example.two]");

        byte[] broken =
                feature("1.1.0", jar(ONE, "1.1.0", PACKAGE + ".sockets"), jar(TWO, "1.1.0", PACKAGE + ".broken"));
        assertThat(refused(broken)).startsWith("does-not-work");
        assertThat(here()).containsExactly(ONE + " 1.0.0 active", TWO + " 1.0.0 active");
        assertThat(folder.resolve("data/features/history.tsv")).isEmptyFile();

        byte[] more = feature("1.1.0", jar(ONE, "1.1.0", PACKAGE), jar(TWO, "1.1.0", PACKAGE + ".sockets"));
        assertThat(refused(more)).startsWith("asks-more");
        byte[] second = feature("1.1.0", jar(ONE, "1.1.0", PACKAGE + ".sockets"), jar(TWO, "1.1.0", PACKAGE));
        assertThat(house.said("installFile", second, false, "", "test")
                        .get("bundles")
                        .toString())
                .contains("side-by-side");
        assertThat(here()).containsExactly(ONE + " 1.1.0 active", TWO + " 1.1.0 active");
        assertThat(house.said("installFile", second, false, "", "test")).containsEntry("bundles", List.of());

        assertThat(house.asked("feature-files", "DELETE", "com.example:both"))
                .containsEntry("removed", List.of(TWO, ONE));
        assertThat(here()).isEmpty();
        assertThat(house.refused("removeFile", "com.example:both", "test")).startsWith("no-feature");
    }

    @Test
    void whatIsMissingOrNotNamedIsRefused() throws Exception {
        assertThat(refused(zip("{\"id\":\"a:b:1\",\"bundles\":[\"com.example:one:1.0.0\"]}", Map.of())))
                .startsWith("bundle-missing")
                .contains("one-1.0.0.jar");
        assertThat(refused(zip("{\"id\":\"a:b:1\"}", Map.of("one-1.0.0.jar", jar(ONE, "1.0.0", PACKAGE)))))
                .startsWith("malformed-feature")
                .contains("does not name one-1.0.0.jar");
        assertThat(refused("{\"id\":\"a:b:1\",\"configurations\":{\"nobody.knows\":{\"x\":1}}}"
                        .getBytes(StandardCharsets.UTF_8)))
                .startsWith("configuration-refused");
        assertThat(here()).isEmpty();
        assertThat(refused(new byte[] {'P', 'K', 3, 4})).startsWith("malformed-feature");
    }

    @Test
    void whatRunsIsWrittenAndReadAgainWithoutEffect() throws Exception {
        house.ship("org.mailbay.speaker", jar("org.mailbay.speaker", "1.0.0", PACKAGE));
        house.configure("some.pid", Map.of("words", new String[] {"a"}, "number", 5, "apiToken", "hush"));
        Map<String, Object> said = house.asked("feature-files", "GET", "runtime");
        assertThat(said.toString())
                .contains("org.mailbay:speaker:1.0.0", "number=5", "words=[a]", "apiToken=${some.pid/apiToken}")
                .doesNotContain("hush");
        String json = """
                {"id": "x:y:1", "bundles": ["org.mailbay:speaker:1.0.0"],
                 "configurations": {"some.pid": {"words": ["a"], "number": 5, "apiToken": "hush"}}}""";
        assertThat(house.said("installFile", json.getBytes(StandardCharsets.UTF_8), false, "", "test"))
                .containsEntry("bundles", List.of())
                .containsEntry("configurations", List.of());
    }
}
