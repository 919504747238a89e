package org.mailbay.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Everything that is installed, for people: what runs, what waits, and for what. */
final class Inventory {
    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    Inventory(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /** All bundles but the framework, by name. */
    List<Map<String, Object>> all() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0 && bundle.getSymbolicName() != null)
                .sorted(Comparator.comparing(Bundle::getSymbolicName).thenComparing(Bundle::getBundleId))
                .map(this::show)
                .toList();
    }

    private Map<String, Object> show(Bundle bundle) {
        boolean isLibrary =
                bundle.getState() == Bundle.RESOLVED && bundle.getHeaders("").get(Constants.EXPORT_PACKAGE) != null;
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", Long.toString(bundle.getBundleId()));
        shown.put("name", bundle.getSymbolicName());
        shown.put("version", bundle.getVersion().toString());
        shown.put("state", isLibrary ? "in use" : Components.state(bundle.getState()));
        String description = bundle.getHeaders("").get(Constants.BUNDLE_DESCRIPTION);
        shown.put("description", description == null ? "" : description);
        if (bundle.getState() == Bundle.INSTALLED) {
            shown.put(
                    "reason", "needs packages or capabilities that no bundle offers; the log of its start says which");
        }
        shown.put("components", components(bundle));
        return shown;
    }

    private List<Map<String, Object>> components(Bundle bundle) {
        List<Map<String, Object>> shown = new ArrayList<>();
        if (bundle.getState() != Bundle.ACTIVE) {
            return shown;
        }
        runtime.getComponentDescriptionDTOs(bundle).stream()
                .sorted(Comparator.comparing(component -> component.name))
                .forEach(component -> {
                    var configurations = runtime.getComponentConfigurationDTOs(component);
                    if (configurations.isEmpty()) {
                        shown.add(show(component, null));
                    }
                    configurations.forEach(configuration -> shown.add(show(component, configuration)));
                });
        return shown;
    }

    private Map<String, Object> show(
            ComponentDescriptionDTO component, @Nullable ComponentConfigurationDTO configuration) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", component.name);
        shown.put("state", state(component, configuration));
        String reason = reason(component, configuration);
        if (!reason.isEmpty()) {
            shown.put("reason", reason);
        }
        if (configuration != null && configuration.properties.get(Constants.SERVICE_PID) instanceof String pid) {
            shown.put("configuration", pid);
        }
        shown.put("services", List.of(component.serviceInterfaces));
        return shown;
    }

    private String state(ComponentDescriptionDTO component, @Nullable ComponentConfigurationDTO configuration) {
        if (configuration == null) {
            return runtime.isComponentEnabled(component) ? "waiting" : "disabled";
        }
        return switch (configuration.state) {
            case ComponentConfigurationDTO.ACTIVE -> "active";
            case ComponentConfigurationDTO.SATISFIED -> component.immediate ? "starting" : "ready";
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> "failed";
            default -> "waiting";
        };
    }

    private String reason(ComponentDescriptionDTO component, @Nullable ComponentConfigurationDTO configuration) {
        if (configuration == null) {
            return runtime.isComponentEnabled(component)
                    ? "waits for its configuration " + String.join(", ", component.configurationPid)
                    : "";
        }
        return configuration.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION
                ? "waits for its configuration " + String.join(", ", component.configurationPid)
                : Components.problem(component, configuration);
    }
}
