package org.mailbay.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the installed bundles can be told, and what they bring as defaults; of several versions of a bundle, the newest speaks. */
final class Schemas {
    private static final Logger LOG = LoggerFactory.getLogger(Schemas.class);
    private static final String METATYPE = "OSGI-INF/metatype";
    private static final String DEFAULTS = "OSGI-INF/mailbay/defaults.toml";

    /** Outlives its bundle: a table stays known while the bundle is replaced, or until the file says no more of it. */
    private final Map<String, Schema> byPid = new TreeMap<>();

    private final Map<Long, List<Schema>> read = new HashMap<>();
    private List<TomlText> defaults = List.of();

    /** These, whatever is installed. */
    static Schemas of(Map<String, Schema> byPid, List<TomlText> defaults) {
        Schemas schemas = new Schemas();
        schemas.byPid.putAll(byPid);
        schemas.defaults = defaults;
        return schemas;
    }

    /** Looks at {@code bundles} anew; a bundle that was there before is not read again. */
    void refresh(Bundle[] bundles) {
        Map<String, Bundle> newest = new TreeMap<>();
        for (Bundle bundle : bundles) {
            if (bundle.getSymbolicName() != null && bundle.getState() != Bundle.UNINSTALLED) {
                newest.merge(
                        bundle.getSymbolicName(),
                        bundle,
                        (one, other) -> Collections.max(List.of(one, other), Comparator.comparing(Bundle::getVersion)));
            }
        }
        List<TomlText> found = new ArrayList<>();
        for (Bundle bundle : newest.values()) {
            // The time of the last update is part of the key: an update in place keeps the bundle's id.
            long key = 31 * bundle.getLastModified() + bundle.getBundleId();
            read.computeIfAbsent(key, ignored -> schemas(bundle)).forEach(schema -> byPid.put(schema.pid(), schema));
            defaults(bundle, found);
        }
        defaults = found;
    }

    /** The schema of a component or a factory; null when there is none. */
    @org.jspecify.annotations.Nullable
    Schema get(String pid) {
        return byPid.get(pid);
    }

    Collection<Schema> all() {
        return byPid.values();
    }

    /** What bundles bring along, in the order of their names. */
    List<TomlText> defaults() {
        return defaults;
    }

    private static List<Schema> schemas(Bundle bundle) {
        List<Schema> schemas = new ArrayList<>();
        for (URL url : entries(bundle, METATYPE, ".xml")) {
            try (InputStream in = url.openStream()) {
                schemas.addAll(Metatype.read(bundle.getSymbolicName(), in));
            } catch (IOException e) {
                LOG.error("event=config.metatype bundle={} outcome=unreadable", bundle.getSymbolicName(), e);
            }
        }
        return schemas;
    }

    private static void defaults(Bundle bundle, List<TomlText> into) {
        URL url = bundle.getEntry(DEFAULTS);
        if (url == null) {
            return;
        }
        try (InputStream in = url.openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            into.add(TomlText.parse("the defaults of " + bundle.getSymbolicName(), text));
        } catch (IOException | RefusedException e) {
            LOG.error("event=config.defaults bundle={} outcome=unreadable", bundle.getSymbolicName(), e);
        }
    }

    /** Without resolving the bundle, as {@link Bundle#findEntries} would. */
    private static List<URL> entries(Bundle bundle, String folder, String ending) {
        List<URL> urls = new ArrayList<>();
        var paths = bundle.getEntryPaths(folder);
        while (paths != null && paths.hasMoreElements()) {
            String path = paths.nextElement();
            URL url = path.endsWith(ending) ? bundle.getEntry(path) : null;
            if (url != null) {
                urls.add(url);
            }
        }
        return urls;
    }
}
