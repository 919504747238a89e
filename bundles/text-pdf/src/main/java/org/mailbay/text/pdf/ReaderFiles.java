package org.mailbay.text.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.osgi.framework.Bundle;

/** Lays the reader's classes and libraries out as files, for they lie inside the bundle. */
final class ReaderFiles {
    private ReaderFiles() {}

    /** The class path. */
    static List<Path> layOut(Bundle bundle, Path folder) throws IOException {
        List<Path> classPath = new ArrayList<>();
        classPath.add(folder);
        for (URL found : entries(bundle, "org/mailbay/text/pdf/reader", "*.class")) {
            copy(found, folder);
        }
        for (URL found : entries(bundle, "lib", "*.jar")) {
            classPath.add(copy(found, folder));
        }
        return classPath;
    }

    private static List<URL> entries(Bundle bundle, String path, String pattern) throws IOException {
        Enumeration<URL> found = bundle.findEntries(path, pattern, false);
        if (found == null) {
            throw new IOException("the bundle has no " + path + "/" + pattern);
        }
        return Collections.list(found);
    }

    private static Path copy(URL from, Path folder) throws IOException {
        Path to = folder.resolve(from.getPath().substring(1)).normalize();
        if (!to.startsWith(folder)) {
            throw new IOException("an entry outside the bundle: " + from);
        }
        Files.createDirectories(to.getParent());
        try (InputStream in = from.openStream()) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }
}
