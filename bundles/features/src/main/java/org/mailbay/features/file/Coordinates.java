package org.mailbay.features.file;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.osgi.framework.Bundle;

/** The id of a feature or a bundle: {@code group:artifact:version} (OSGi Compendium 8 §159.3.1). */
public record Coordinates(String group, String artifact, String version) {
    private static final String PART = "[A-Za-z0-9._-]{1,120}";
    private static final Pattern ID = Pattern.compile(
            "(" + PART + "):(" + PART + "):(?:(?:jar|osgifeature|bundle)(?::" + PART + ")?:)?(" + PART + ")");
    private static final String OURS = "org.mailbay.";

    /** @throws AdminProblem when it is none */
    public static Coordinates parse(String id) throws AdminProblem {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new AdminProblem(
                    400,
                    "malformed-feature",
                    "\"" + (id.length() > 100 ? id.substring(0, 100) : id)
                            + "\" is no id like group:artifact:version.");
        }
        return new Coordinates(matcher.group(1), matcher.group(2), matcher.group(3));
    }

    /** Those that a bundle's jar tells, or that its symbolic name suggests. */
    public static Coordinates of(Bundle bundle) {
        String version = bundle.getVersion().toString();
        Properties told = told(bundle, "META-INF/maven/");
        if (told != null && told.getProperty("groupId") != null && told.getProperty("artifactId") != null) {
            return new Coordinates(
                    told.getProperty("groupId"), told.getProperty("artifactId"), told.getProperty("version", version));
        }
        String name = String.valueOf(bundle.getSymbolicName());
        if (name.startsWith(OURS)) {
            return new Coordinates("org.mailbay", name.substring(OURS.length()), version);
        }
        int dot = name.lastIndexOf('.');
        return new Coordinates(dot < 0 ? name : name.substring(0, dot), name, version);
    }

    /** The file's name in a Maven repository. */
    public String fileName() {
        return artifact + "-" + version + ".jar";
    }

    /** The id without the version: what stays when a feature is updated. */
    public String key() {
        return group + ":" + artifact;
    }

    @Override
    public String toString() {
        return group + ":" + artifact + ":" + version;
    }

    /** The only {@code pom.properties} below a path; null when there is none, or several. */
    private static @Nullable Properties told(Bundle bundle, String path) {
        Enumeration<String> below = bundle.getEntryPaths(path);
        Properties found = null;
        while (below != null && below.hasMoreElements()) {
            String next = below.nextElement();
            Properties read = next.endsWith("/")
                    ? told(bundle, next)
                    : next.endsWith("pom.properties") ? read(bundle, next) : null;
            if (read != null && found != null) {
                return null;
            }
            found = read == null ? found : read;
        }
        return found;
    }

    private static @Nullable Properties read(Bundle bundle, String path) {
        URL url = bundle.getEntry(path);
        if (url == null) {
            return null;
        }
        try (InputStream in = url.openStream()) {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
