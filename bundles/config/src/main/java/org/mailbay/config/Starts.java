package org.mailbay.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Whether components start with what they are told: a value can be well-formed and make no sense, which only its component knows. */
final class Starts {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final String CAUSED_BY = "Caused by: ";

    /**
     * A component that does not start.
     *
     * @param pid of what it was told
     * @param why in the component's own words
     */
    record Failure(String pid, String why) {}

    private final ServiceComponentRuntime runtime;

    Starts(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /** PIDs of components that do not start as it is. */
    Set<String> failing() {
        Set<String> pids = new HashSet<>();
        for (ComponentConfigurationDTO component : components()) {
            if (component.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                pids.add(pid(component));
            }
        }
        return pids;
    }

    /**
     * Waits until components have started with {@code told}.
     *
     * @param failing those that did not start before either, whose failure says nothing
     * @param patience some start only when others call them
     * @return the first that failed; nothing when none did
     */
    Optional<Failure> await(Map<String, Table> told, Set<String> failing, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            boolean all = true;
            for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
                for (Table table : concerning(description, told)) {
                    ComponentConfigurationDTO component = component(description, table);
                    if (component != null
                            && component.state == ComponentConfigurationDTO.FAILED_ACTIVATION
                            && !failing.contains(table.pid())) {
                        return Optional.of(new Failure(table.pid(), cause(component.failure)));
                    }
                    all &= component != null && component.state == ComponentConfigurationDTO.ACTIVE;
                }
            }
            if (all || System.nanoTime() > end) {
                return Optional.empty();
            }
            Thread.sleep(LOOK);
        }
    }

    private static List<Table> concerning(ComponentDescriptionDTO description, Map<String, Table> told) {
        List<String> pids = List.of(description.configurationPid);
        return told.values().stream()
                .filter(table -> pids.contains(table.pid().split("~", 2)[0]))
                .toList();
    }

    /** The component that has been told a table; null as long as none has: changes reach them a little later, by another thread. */
    private @Nullable ComponentConfigurationDTO component(ComponentDescriptionDTO description, Table table) {
        return runtime.getComponentConfigurationDTOs(description).stream()
                .filter(component -> pid(component).equals(table.pid()) && hasHeard(component, table))
                .findFirst()
                .orElse(null);
    }

    private List<ComponentConfigurationDTO> components() {
        return runtime.getComponentDescriptionDTOs().stream()
                .flatMap(component -> runtime.getComponentConfigurationDTOs(component).stream())
                .toList();
    }

    private static String pid(ComponentConfigurationDTO component) {
        return component.properties.get(Constants.SERVICE_PID) instanceof String pid ? pid : "";
    }

    private static boolean hasHeard(ComponentConfigurationDTO component, Table table) {
        return table.values().entrySet().stream()
                .allMatch(value -> Objects.deepEquals(value.getValue(), component.properties.get(value.getKey())));
    }

    /** What stands behind the words that it was called by reflection; a cause of that says less. */
    private static String cause(@Nullable String failure) {
        String said = failure == null ? "" : failure;
        return said.lines()
                .filter(line -> line.startsWith(CAUSED_BY))
                .findFirst()
                .or(() -> said.lines().findFirst())
                .map(line -> line.replace(CAUSED_BY, "").replaceFirst("^[a-z]+(\\.[A-Za-z$]+)+: ", ""))
                .orElse("");
    }
}
