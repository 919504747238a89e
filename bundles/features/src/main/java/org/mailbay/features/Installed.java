package org.mailbay.features;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.features.candidate.Candidate;
import org.mailbay.features.shelf.Shelf;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The bundles that are here. */
final class Installed {
    private final BundleContext context;
    private final Shelf shelf;

    /** Ids of bundles that are there on trial. */
    private final Set<Long> trials = ConcurrentHashMap.newKeySet();

    Installed(BundleContext context, Shelf shelf) {
        this.context = context;
        this.shelf = shelf;
    }

    /** Whether a bundle is there on trial, and what runs under its name is another one. */
    void trial(Bundle bundle, boolean begins) {
        if (begins) {
            trials.add(bundle.getBundleId());
        } else {
            trials.remove(bundle.getBundleId());
        }
    }

    /** All, a line each. */
    List<Map<String, Object>> list() {
        Map<String, Map<String, Object>> all = new TreeMap<>();
        Map<String, String> installed = shelf.active();
        Set<String> disabled = shelf.disabled();
        for (Bundle bundle : context.getBundles()) {
            String name = bundle.getSymbolicName();
            if (bundle.getBundleId() == 0 || name == null) {
                continue;
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", name);
            line.put("version", bundle.getVersion().toString());
            line.put("state", state(bundle, disabled));
            line.put("origin", installed.containsKey(name) ? "installed" : "shipped");
            line.put("update", exports(bundle) ? "stopped" : mode(bundle));
            shelf.former(name).ifPresent(former -> line.put("former", former.version()));
            all.put(name + " " + bundle.getBundleId(), line);
        }
        return List.copyOf(all.values());
    }

    /** The newest revision of a bundle that is active; else the newest there is. */
    @Nullable
    Bundle running(String name) {
        Bundle found = null;
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName()) && !trials.contains(bundle.getBundleId())) {
                boolean better = found == null
                        || bundle.getState() == Bundle.ACTIVE && found.getState() != Bundle.ACTIVE
                        || bundle.getState() == found.getState() && bundle.getBundleId() > found.getBundleId();
                found = better ? bundle : found;
            }
        }
        return found;
    }

    /** As {@link #running}. */
    Bundle required(String name) throws AdminProblem {
        Bundle bundle = running(name);
        if (bundle == null || bundle.getBundleId() == 0) {
            throw new AdminProblem(404, "no-bundle-here", "There is no bundle " + name + " here.");
        }
        return bundle;
    }

    /** Whether a bundle of this name came with the server, and could not be removed for good. */
    boolean isShipped(String name) {
        String home = context.getProperty("mailbay.home");
        return !shelf.active().containsKey(name)
                || shelf.former(name).map(Shelf.Former::shipped).orElse(false)
                || home != null && Files.exists(Path.of(home, "bundles", name + ".jar"));
    }

    /** What is installed or disabled, and does not do what it should. */
    List<String> wrong() {
        List<String> wrong = new ArrayList<>();
        shelf.active().keySet().stream()
                .filter(name -> !shelf.disabled().contains(name))
                .filter(name -> Arrays.stream(context.getBundles())
                        .noneMatch(
                                bundle -> name.equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE))
                .forEach(wrong::add);
        return wrong;
    }

    /** What runs now, kept so that there is a way back even when the server's own folder changes. */
    Shelf.Former former(Bundle old) throws IOException {
        String active = shelf.active().get(old.getSymbolicName());
        if (active != null) {
            return new Shelf.Former(active, old.getVersion().toString(), false);
        }
        byte[] bytes;
        try (InputStream in = URI.create(location(old)).toURL().openStream()) {
            bytes = in.readAllBytes();
        }
        String path = shelf.put(Candidate.sha256(bytes), bytes);
        return new Shelf.Former(path, old.getVersion().toString(), true);
    }

    /** The jar that a bundle runs from; null when it is a folder, or elsewhere. */
    static @Nullable Path jar(Bundle bundle) {
        String location = location(bundle);
        Path path = location.startsWith("file:") ? Path.of(URI.create(location)) : null;
        return path != null && Files.isRegularFile(path) ? path : null;
    }

    /** The jars that bundles run from. */
    static Set<Path> jars(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .map(Installed::jar)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private static String location(Bundle bundle) {
        return bundle.getLocation().replaceFirst("^reference:", "");
    }

    static boolean exports(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.EXPORT_PACKAGE) != null;
    }

    static boolean isExclusive(@Nullable Bundle old, Candidate candidate) {
        return candidate.isExclusive() || old != null && mode(old).equals("exclusive");
    }

    static String mode(Bundle bundle) {
        return Candidate.isExclusive(bundle.getHeaders("").get(Candidate.UPDATE)) ? "exclusive" : "side-by-side";
    }

    /** The bundles that use its services. */
    static List<String> users(Bundle bundle) {
        Set<String> users = new TreeSet<>();
        for (ServiceReference<?> reference : services(bundle)) {
            Bundle[] using = reference.getUsingBundles();
            for (Bundle user : using == null ? new Bundle[0] : using) {
                if (user != bundle) {
                    users.add(String.valueOf(user.getSymbolicName()));
                }
            }
        }
        return List.copyOf(users);
    }

    /** The ports that it listens at by itself. */
    static List<String> listens(Bundle bundle) {
        return services(bundle).stream()
                .map(reference -> reference.getProperty("mailbay.listens"))
                .filter(String.class::isInstance)
                .map(Object::toString)
                .toList();
    }

    static List<ServiceReference<?>> services(Bundle bundle) {
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        return references == null ? List.of() : List.of(references);
    }

    private String state(Bundle bundle, Set<String> disabled) {
        if (trials.contains(bundle.getBundleId())) {
            return "canary";
        }
        if (disabled.contains(bundle.getSymbolicName())) {
            return "disabled";
        }
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> exports(bundle) ? "in use" : "stopped";
            case Bundle.INSTALLED -> "unresolved";
            default -> "gone";
        };
    }
}
