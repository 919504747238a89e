package org.mailbay.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes small bundles. */
final class Jars {

    private Jars() {}

    static Path bundle(Path folder, String name, String... headers) throws IOException {
        return bundle(folder, name, Map.of(), headers);
    }

    /** A bundle with files (path → text, or a class whose bytes go in) and manifest headers as name, value, name, value. */
    static Path bundle(Path folder, String name, Map<String, Object> files, String... headers) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", name);
        for (int i = 0; i < headers.length; i += 2) {
            attributes.putValue(headers[i], headers[i + 1]);
        }
        Files.createDirectories(folder);
        var jar = folder.resolve(name + ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (var file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(bytes(file.getValue()));
                out.closeEntry();
            }
        }
        return jar;
    }

    static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] bytes(Object content) throws IOException {
        if (content instanceof Class<?> type) {
            try (var in = type.getClassLoader().getResourceAsStream(path(type))) {
                return in.readAllBytes();
            }
        }
        return content.toString().getBytes(StandardCharsets.UTF_8);
    }
}
