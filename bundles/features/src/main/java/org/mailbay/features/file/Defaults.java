package org.mailbay.features.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mailbay.features.candidate.Candidate;

/**
 * A feature's configuration as a bundle of its own, which has nothing but {@code OSGI-INF/mailbay/defaults.toml}.
 *
 * <p>So it comes and goes, and is remembered, as bundles are, and what the operator's file says stands above it.
 */
public final class Defaults {
    private static final String PREFIX = "feature.";

    private Defaults() {}

    /** The symbolic name of the bundle with a feature's configuration. */
    public static String nameOf(Coordinates feature) {
        return PREFIX + feature.group() + "." + feature.artifact();
    }

    /** The jar; the same for the same feature. */
    public static byte[] jar(FeatureFile feature) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", nameOf(feature.id()));
        main.putValue("Bundle-Version", version(feature.id().version()));
        main.putValue("Bundle-Name", "Configuration of " + feature.id());
        main.putValue(Candidate.DEFAULTS, "true");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, JarFile.MANIFEST_NAME);
            manifest.write(zip);
            put(zip, "OSGI-INF/mailbay/defaults.toml");
            zip.write(toml(feature.configurations()).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return out.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
        zip.putNextEntry(entry);
    }

    /** What a Maven version is among bundles. */
    private static String version(String maven) {
        String[] parts = maven.split("[.-]", 4);
        StringBuilder version = new StringBuilder();
        boolean numbers = true;
        for (String part : parts) {
            boolean number = numbers && version.chars().filter(c -> c == '.').count() < 3 && part.matches("\\d{1,9}");
            if (numbers && !number) {
                while (version.chars().filter(c -> c == '.').count() < 3) {
                    version.append("0.");
                }
                numbers = false;
            }
            version.append(part.replaceAll("[^A-Za-z0-9_-]", "_")).append(numbers ? "." : "-");
        }
        return version.substring(0, version.length() - 1);
    }

    static String toml(Map<String, Map<String, Object>> configurations) {
        StringBuilder toml = new StringBuilder();
        configurations.forEach((pid, values) -> {
            toml.append('[').append(pid.replaceFirst("~(.*)", ".\"$1\"")).append("]\n");
            values.forEach((key, value) ->
                    toml.append(quoted(key)).append(" = ").append(text(value)).append('\n'));
            toml.append('\n');
        });
        return toml.toString();
    }

    private static String text(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(Defaults::text).collect(Collectors.joining(", ", "[", "]"));
            case String text -> quoted(text);
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
