package org.mailbay.features.impact;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.SatisfiedReferenceDTO;

/** The components as they are at a moment; two of them tell what was done to components in between. */
public final class Snapshot {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(50);

    private final Map<String, Seen> components = new HashMap<>();

    /**
     * One component.
     *
     * @param service its registration: another one afterwards means that it was made anew
     * @param fixed services bound for life: others afterwards mean the same
     */
    private record Seen(String name, boolean works, long service, Set<Long> fixed) {}

    private Snapshot() {}

    /** The components of all bundles but those of these names. */
    public static Snapshot take(ServiceComponentRuntime runtime, Collection<String> without) {
        Snapshot snapshot = new Snapshot();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            if (!without.contains(component.bundle.symbolicName)) {
                for (ComponentConfigurationDTO of : runtime.getComponentConfigurationDTOs(component)) {
                    snapshot.components.put(
                            component.bundle.id + " " + component.name + " " + of.id, seen(component, of));
                }
            }
        }
        return snapshot;
    }

    /** What has happened since {@code before}, when components that went with a service are back: some take moments. */
    public static Effect settled(ServiceComponentRuntime runtime, Collection<String> without, Snapshot before) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Effect effect = take(runtime, without).since(before);
        while (!effect.stops().isEmpty() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return effect;
            }
            effect = take(runtime, without).since(before);
        }
        return effect;
    }

    private static Seen seen(ComponentDescriptionDTO component, ComponentConfigurationDTO of) {
        Set<Long> fixed = new HashSet<>();
        if (of.state == ComponentConfigurationDTO.ACTIVE) {
            for (SatisfiedReferenceDTO reference : of.satisfiedReferences) {
                if (isFixed(component, reference.name)) {
                    for (ServiceReferenceDTO bound : reference.boundServices) {
                        fixed.add(bound.id);
                    }
                }
            }
        }
        return new Seen(name(component), works(of), of.service == null ? -1 : of.service.id, fixed);
    }

    static String name(ComponentDescriptionDTO component) {
        return component.bundle.symbolicName + "/" + component.name;
    }

    static boolean works(ComponentConfigurationDTO of) {
        return of.state == ComponentConfigurationDTO.ACTIVE || of.state == ComponentConfigurationDTO.SATISFIED;
    }

    static boolean isFixed(ComponentDescriptionDTO component, String name) {
        for (ReferenceDTO reference : component.references) {
            if (reference.name.equals(name)) {
                return reference.policy.equals("static");
            }
        }
        return false;
    }

    /** What happened from {@code before} to this. */
    public Effect since(Snapshot before) {
        Set<String> restarts = new TreeSet<>();
        Set<String> stops = new TreeSet<>();
        Set<String> starts = new TreeSet<>();
        before.components.forEach((key, then) -> {
            Seen now = components.get(key);
            if (then.works() && (now == null || !now.works())) {
                stops.add(then.name());
            } else if (now != null && !then.works() && now.works()) {
                starts.add(then.name());
            } else if (now != null && now.works() && isAnew(then, now)) {
                restarts.add(then.name());
            }
        });
        return new Effect(restarts, stops, starts);
    }

    private static boolean isAnew(Seen then, Seen now) {
        boolean other = !then.fixed().isEmpty()
                && !now.fixed().isEmpty()
                && !then.fixed().equals(now.fixed());
        return then.service() != now.service() || other;
    }
}
