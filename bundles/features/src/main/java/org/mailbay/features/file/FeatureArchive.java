package org.mailbay.features.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.mailbay.admin.spi.AdminProblem;

/**
 * A feature with its bundles.
 *
 * @param jars those that came along, by the bundle they are
 */
public record FeatureArchive(FeatureFile feature, Map<Coordinates, byte[]> jars) {
    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_FILES = 200;

    /**
     * Reads Feature JSON, or a ZIP of one {@code .json} file and the jars it names, {@code ARTIFACT-VERSION.jar} in any folder.
     *
     * @throws AdminProblem when it is neither, or a jar is in it that the feature does not name
     */
    public static FeatureArchive read(byte[] bytes) throws AdminProblem {
        if (bytes.length < 2 || bytes[0] != 'P' || bytes[1] != 'K') {
            return new FeatureArchive(FeatureFile.parse(bytes), Map.of());
        }
        Map<String, byte[]> files = new HashMap<>();
        FeatureFile feature = null;
        long left = MOST_BYTES;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.isDirectory()) {
                    continue;
                }
                byte[] content = zip.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, left + 1));
                left -= content.length;
                if (left < 0 || files.size() >= MOST_FILES) {
                    throw FeatureFile.malformed("more than " + MOST_BYTES + " bytes or " + MOST_FILES + " files");
                }
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (name.endsWith(".json")) {
                    if (feature != null) {
                        throw FeatureFile.malformed("it has two JSON files");
                    }
                    feature = FeatureFile.parse(content);
                } else if (files.put(name, content) != null) {
                    throw FeatureFile.malformed("it has " + name + " twice");
                }
            }
        } catch (IOException e) {
            throw FeatureFile.malformed("it is no ZIP: " + e.getMessage());
        }
        if (feature == null) {
            throw FeatureFile.malformed("it has no JSON file");
        }
        return new FeatureArchive(feature, named(feature, files));
    }

    private static Map<Coordinates, byte[]> named(FeatureFile feature, Map<String, byte[]> files) throws AdminProblem {
        Map<Coordinates, byte[]> jars = new LinkedHashMap<>();
        for (Coordinates bundle : feature.bundles()) {
            byte[] jar = files.remove(bundle.fileName());
            if (jar != null) {
                jars.put(bundle, jar);
            }
        }
        if (!files.isEmpty()) {
            throw FeatureFile.malformed(
                    "it does not name " + files.keySet().iterator().next());
        }
        return jars;
    }
}
