package org.mailbay.features.candidate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** Whether the bundles that are here have what a candidate needs: asked of its manifest, without installing it. */
public final class Requirements {
    private final FrameworkWiring wiring;

    public Requirements(BundleContext context) {
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /**
     * What is missing, a sentence each.
     *
     * @param brought packages that come along
     */
    public List<String> missing(Map<String, String> headers, Set<String> brought) {
        List<String> missing = new ArrayList<>();
        for (String clause : Clauses.of(headers.getOrDefault(Constants.IMPORT_PACKAGE, ""))) {
            List<String> parts = Clauses.parts(clause);
            String range = "";
            boolean optional = false;
            List<String> packages = new ArrayList<>();
            for (String part : parts) {
                String text = part.replace("\"", "").replace(" ", "");
                if (text.startsWith("version=")) {
                    range = text.substring("version=".length());
                } else if (text.equals("resolution:=optional")) {
                    optional = true;
                } else if (!text.contains("=")) {
                    packages.add(text);
                }
            }
            if (!optional) {
                for (String name : packages) {
                    if (!brought.contains(name)) {
                        check(name, range, missing);
                    }
                }
            }
        }
        return missing;
    }

    /** Which of these packages a bundle exports already. */
    public List<String> exported(List<String> packages) {
        return packages.stream()
                .filter(name -> !providers("(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + name + ")")
                        .isEmpty())
                .toList();
    }

    private void check(String name, String range, List<String> missing) {
        String filter = "(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + name + ")";
        Collection<BundleCapability> all = providers(filter);
        if (all.isEmpty()) {
            missing.add("needs package " + name + ", which no bundle exports");
            return;
        }
        if (range.isEmpty()) {
            return;
        }
        String versions = new VersionRange(range).toFilterString(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE);
        if (providers("(&" + filter + versions + ")").isEmpty()) {
            TreeSet<String> there = new TreeSet<>();
            all.forEach(capability -> there.add(
                    String.valueOf(capability.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE))));
            missing.add("needs package " + name + " in version " + range + ", here is " + String.join(", ", there));
        }
    }

    private Collection<BundleCapability> providers(String filter) {
        return wiring.findProviders(new Wanted(PackageNamespace.PACKAGE_NAMESPACE, filter));
    }

    /** A requirement that no installed bundle has. */
    private record Wanted(String namespace, String filter) implements Requirement {
        @Override
        public String getNamespace() {
            return namespace;
        }

        @Override
        public Map<String, String> getDirectives() {
            return Map.of(Namespace.REQUIREMENT_FILTER_DIRECTIVE, filter);
        }

        @Override
        public Map<String, Object> getAttributes() {
            return new HashMap<>();
        }

        @Override
        public Resource getResource() {
            throw new UnsupportedOperationException("not part of a resource");
        }
    }
}
