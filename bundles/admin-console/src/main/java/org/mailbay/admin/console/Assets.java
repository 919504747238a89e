package org.mailbay.admin.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * The console's files by the path they are served under.
 *
 * <p>Our own, from the bundle's folder {@code console}, under their names. Those of the embedded WebJars under {@code lib/LIBRARY/FILE},
 * without the version. A browser finds no module by a bare name such as {@code lit-html/directive.js} unless an import map says
 * where, and an import map is an inline script, which the policy forbids; so in the libraries' files {@code "NAME/FILE"} is
 * replaced by the path under which FILE is served, and {@code "NAME"} by that of the library's main file.
 */
final class Assets {
    /** Where the servlet serves them. */
    static final String PATH = "/admin/console/";

    private static final String OWN = "console/";
    private static final String JARS = "META-INF/resources/webjars/";
    private static final Pattern IMPORT =
            Pattern.compile("((?:\\bfrom|\\bimport)\\s*\")((?:@[a-z-]+/)?[a-z][a-z-]*)((?:/[^\"]+)?)(\")");

    /** The libraries that others import, by npm's name; what is imported when no file is named. */
    private static final Map<String, String> MAINS = Map.of(
            "lit-html", "lit-html.js",
            "lit-element", "lit-element.js",
            "@lit/reactive-element", "reactive-element.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "LICENSE", "text/plain; charset=utf-8");

    private final Map<String, Asset> assets = new HashMap<>();

    /** @param files by their paths in the bundle */
    Assets(Map<String, byte[]> files) {
        files.forEach((path, bytes) -> {
            String type = type(path);
            if (type == null) {
                throw new IllegalArgumentException("no media type is known for " + path);
            }
            if (path.startsWith(JARS)) {
                // META-INF/resources/webjars/LIBRARY/VERSION/FILE
                String[] parts = path.substring(JARS.length()).split("/", 3);
                assets.put("lib/" + parts[0] + '/' + parts[2], Asset.of(type, resolve(path, bytes)));
            } else {
                assets.put(path.substring(OWN.length()), Asset.of(type, bytes));
            }
        });
    }

    /** The media type of a file by its name; null when it is none that the console sends. */
    static @Nullable String type(String path) {
        return TYPES.get(path.substring(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')) + 1));
    }

    static Assets of(Bundle bundle) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String folder : new String[] {OWN, JARS}) {
            Enumeration<URL> entries = bundle.findEntries(folder, "*", true);
            for (URL entry : Collections.list(entries == null ? Collections.emptyEnumeration() : entries)) {
                if (!entry.getPath().endsWith("/")) {
                    try (InputStream in = entry.openStream()) {
                        files.put(entry.getPath().substring(1), in.readAllBytes());
                    }
                }
            }
        }
        return new Assets(files);
    }

    private static byte[] resolve(String path, byte[] bytes) {
        if (!path.endsWith(".js")) {
            return bytes;
        }
        Matcher imports = IMPORT.matcher(new String(bytes, StandardCharsets.UTF_8));
        return imports.replaceAll(found -> {
                    String main = MAINS.get(found.group(2));
                    if (main == null) {
                        throw new IllegalArgumentException(path + " imports " + found.group(2) + ", which is not here");
                    }
                    String file = found.group(3).isEmpty() ? '/' + main : found.group(3);
                    String library = found.group(2).replace("@", "").replace("/", "__");
                    return Matcher.quoteReplacement(found.group(1) + PATH + "lib/" + library + file + found.group(4));
                })
                .getBytes(StandardCharsets.UTF_8);
    }

    /** @param name such as {@code pages/queue.js} */
    @Nullable
    Asset get(String name) {
        return assets.get(name);
    }
}
