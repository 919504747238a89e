package org.mailbay.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Whether the components of the house are at work: says which is not, and what it waits for. */
final class Components {
    /** Component property: {@code true} where waiting for a reference is nothing to report. */
    static final String OPTIONAL = "mailbay.optional";

    private static final String HOUSE = "org.mailbay.";
    private static final String CAUSED_BY = "Caused by: ";

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    Components(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /**
     * What keeps components from working; nothing when all is well.
     *
     * @param starting whether the server is still on its way up: then a bundle that nobody has started yet counts as missing
     */
    List<Finding> inspect(boolean starting) {
        List<Finding> findings = new ArrayList<>();
        if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() != Bundle.ACTIVE) {
            findings.add(Finding.failed("framework", "starting"));
        }
        List<Bundle> working = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (!hasComponents(bundle) || isDisabled(bundle)) {
                continue;
            }
            if (bundle.getState() == Bundle.ACTIVE) {
                working.add(bundle);
            } else if (starting || isMeantToRun(bundle)) {
                findings.add(Finding.failed(name(bundle), "bundle is " + state(bundle.getState())));
            }
        }
        if (!working.isEmpty()) {
            runtime.getComponentDescriptionDTOs(working.toArray(Bundle[]::new))
                    .forEach(component -> inspect(component, findings));
        }
        return findings;
    }

    private void inspect(ComponentDescriptionDTO component, List<Finding> findings) {
        if (!runtime.isComponentEnabled(component) || Boolean.TRUE.equals(component.properties.get(OPTIONAL))) {
            return;
        }
        for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
            String problem = problem(component, configuration);
            if (!problem.isEmpty()) {
                findings.add(Finding.failed(part(component, configuration), problem));
            }
        }
    }

    static String problem(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        return switch (configuration.state) {
            case ComponentConfigurationDTO.ACTIVE -> "";
            // Without a configuration that it requires, a component is simply not wanted.
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> "";
            case ComponentConfigurationDTO.SATISFIED -> component.immediate ? "is about to start" : "";
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                Arrays.stream(configuration.unsatisfiedReferences)
                        .map(reference -> reference.name + (reference.target == null ? "" : " " + reference.target))
                        .collect(Collectors.joining(", ", "waits for ", ""));
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> "failed to start: " + cause(configuration.failure);
            default -> "is in the unknown state " + configuration.state;
        };
    }

    private static String part(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        return configuration.properties.get(Constants.SERVICE_PID) instanceof String pid && pid.contains("~")
                ? component.name + " (" + pid + ")"
                : component.name;
    }

    private static boolean hasComponents(Bundle bundle) {
        return bundle.getSymbolicName() != null
                && bundle.getSymbolicName().startsWith(HOUSE)
                && bundle.getHeaders("").get("Service-Component") != null;
    }

    /** Whether the launcher was told not to start it, by framework property. */
    private boolean isDisabled(Bundle bundle) {
        String disabled = context.getProperty("mailbay.disabled");
        return disabled != null
                && bundle.getState() != Bundle.ACTIVE
                && List.of(disabled.split(",")).contains(bundle.getSymbolicName());
    }

    private static boolean isMeantToRun(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return level != null && level.isPersistentlyStarted();
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    /** A bundle's state in words. */
    static String state(int state) {
        return switch (state) {
            case Bundle.INSTALLED -> "installed, not resolved";
            case Bundle.RESOLVED -> "installed, not started";
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            default -> "gone";
        };
    }

    /** What a stack trace comes down to: its last cause, for the first one only says that it was called by reflection. */
    static String cause(@Nullable String failure) {
        String said = failure == null ? "" : failure;
        return said.lines()
                .filter(line -> line.startsWith(CAUSED_BY))
                .reduce((one, later) -> later)
                .map(line -> line.substring(CAUSED_BY.length()))
                .or(() -> said.lines().findFirst())
                .orElse("");
    }

    /** How many components there are, for the log. */
    int count() {
        Collection<ComponentDescriptionDTO> all = runtime.getComponentDescriptionDTOs();
        return (int) all.stream()
                .filter(component -> component.bundle.symbolicName.startsWith(HOUSE))
                .count();
    }
}
