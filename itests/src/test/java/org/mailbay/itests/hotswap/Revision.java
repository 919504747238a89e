package org.mailbay.itests.hotswap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes another revision of a bundle: the same classes under a higher version. */
public final class Revision {
    private Revision() {}

    /** Copies {@code jar} into {@code folder} as version {@code major.minor.}{@code micro}. */
    public static Path of(Path jar, int micro, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (JarFile from = new JarFile(jar.toFile())) {
            Manifest manifest = new Manifest(from.getManifest());
            Attributes attributes = manifest.getMainAttributes();
            String version = attributes.getValue("Bundle-Version").replaceAll("^(\\d+\\.\\d+)\\..*", "$1." + micro);
            attributes.putValue("Bundle-Version", version);
            String name = attributes.getValue("Bundle-SymbolicName").split(";", 2)[0];
            Path to = folder.resolve(name + "-" + version + ".jar");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to), manifest)) {
                for (var entry : from.stream().toList()) {
                    if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        continue;
                    }
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(out);
                    out.closeEntry();
                }
            }
            return to;
        }
    }
}
