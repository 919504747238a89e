package org.mailbay.features.impact;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.SatisfiedReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Foretells what happens to the components of others when a bundle comes, is exchanged, or goes.
 *
 * <p>It follows the rules of Declarative Services (OSGi Compendium 8 §112.5): who has a service for life is made anew without it, and
 * takes its own services away meanwhile; who can do without, or has another, goes on.
 */
public final class Impact {
    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final Map<Long, Fate> fates = new HashMap<>();
    private final Map<String, Fate> components = new HashMap<>();
    private final Set<String> starts = new TreeSet<>();

    /** What becomes of a service, or a component; the worse the later. */
    private enum Fate {
        /** The next is there before it goes. */
        SMOOTH,
        /** It is away for a moment. */
        GAP,
        /** It does not come back. */
        LOST
    }

    private Impact(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /**
     * What happens when {@code bundle} is exchanged or goes.
     *
     * @param bundle null when a new one comes
     * @param beside whether the next revision starts before this one goes
     * @param offers interfaces of the services of the next revision; none when there is none
     */
    public static Effect of(
            BundleContext context,
            ServiceComponentRuntime runtime,
            @Nullable Bundle bundle,
            boolean beside,
            Set<String> offers) {
        Impact impact = new Impact(context, runtime);
        ServiceReference<?>[] services = bundle == null ? null : bundle.getRegisteredServices();
        for (ServiceReference<?> service : services == null ? new ServiceReference<?>[0] : services) {
            boolean comesBack = offers.containsAll(List.of((String[]) service.getProperty(Constants.OBJECTCLASS)));
            impact.fates.put(
                    (Long) service.getProperty(Constants.SERVICE_ID),
                    comesBack ? beside ? Fate.SMOOTH : Fate.GAP : Fate.LOST);
        }
        Collection<ComponentDescriptionDTO> others = impact.runtime.getComponentDescriptionDTOs().stream()
                .filter(component -> bundle == null || component.bundle.id != bundle.getBundleId())
                .toList();
        impact.spread(others);
        impact.begin(others, new HashSet<>(offers));
        return impact.effect();
    }

    private Effect effect() {
        Set<String> restarts = new TreeSet<>();
        Set<String> stops = new TreeSet<>();
        components.forEach((key, fate) -> (fate == Fate.LOST ? stops : restarts).add(key.split(" ")[0]));
        return new Effect(restarts, stops, starts);
    }

    /** One component takes others along: on until nothing changes. */
    private void spread(Collection<ComponentDescriptionDTO> others) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (ComponentDescriptionDTO component : others) {
                for (ComponentConfigurationDTO of : runtime.getComponentConfigurationDTOs(component)) {
                    changed |= Snapshot.works(of) && spread(component, of);
                }
            }
        }
    }

    private boolean spread(ComponentDescriptionDTO component, ComponentConfigurationDTO of) {
        Fate fate = null;
        for (SatisfiedReferenceDTO reference : of.satisfiedReferences) {
            Fate now = fate(description(component, reference.name), reference, of);
            fate = worse(fate, now);
        }
        String key = Snapshot.name(component) + " " + of.id;
        if (fate == null || fate == components.get(key) || worse(fate, components.get(key)) != fate) {
            return false;
        }
        components.put(key, fate);
        if (of.service != null) {
            fates.put(of.service.id, fate == Fate.LOST ? Fate.LOST : Fate.GAP);
        }
        return true;
    }

    /** What one reference does to its component; null when nothing. */
    private @Nullable Fate fate(
            @Nullable ReferenceDTO description, SatisfiedReferenceDTO reference, ComponentConfigurationDTO of) {
        Fate worst = null;
        boolean another = false;
        if (description == null) {
            return null;
        }
        for (long bound : bound(description, reference)) {
            Fate fate = fates.get(bound);
            worst = worse(worst, fate);
            another |= fate == null;
        }
        if (worst == null) {
            return null;
        }
        boolean mandatory = description.cardinality.startsWith("1");
        boolean served = another || isThere(description.interfaceName, reference.target);
        if (mandatory && !served && worst != Fate.SMOOTH) {
            return worst;
        }
        boolean fixed = description.policy.equals("static");
        return fixed && of.state == ComponentConfigurationDTO.ACTIVE ? Fate.GAP : null;
    }

    /** The services that a reference has; those that it would have, of a component that nobody has asked for yet. */
    private List<Long> bound(ReferenceDTO description, SatisfiedReferenceDTO reference) {
        ServiceReferenceDTO[] bound = reference.boundServices;
        return bound == null || bound.length == 0
                ? matching(description.interfaceName, reference.target)
                : Arrays.stream(bound).map(service -> service.id).toList();
    }

    private boolean isThere(String type, @Nullable String target) {
        return matching(type, target).stream().anyMatch(service -> !fates.containsKey(service));
    }

    private List<Long> matching(String type, @Nullable String target) {
        try {
            ServiceReference<?>[] all = context.getAllServiceReferences(type, target);
            return Arrays.stream(all == null ? new ServiceReference<?>[0] : all)
                    .map(service -> (Long) service.getProperty(Constants.SERVICE_ID))
                    .toList();
        } catch (InvalidSyntaxException e) {
            return List.of();
        }
    }

    /** Components that waited for what comes now, and those that waited for these. */
    private void begin(Collection<ComponentDescriptionDTO> others, Set<String> offered) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (ComponentDescriptionDTO component : others) {
                for (ComponentConfigurationDTO of : runtime.getComponentConfigurationDTOs(component)) {
                    if (of.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE
                            && waitsOnlyFor(component, of, offered)
                            && starts.add(Snapshot.name(component))) {
                        offered.addAll(List.of(component.serviceInterfaces));
                        changed = true;
                    }
                }
            }
        }
    }

    private static boolean waitsOnlyFor(
            ComponentDescriptionDTO component, ComponentConfigurationDTO of, Set<String> offered) {
        for (UnsatisfiedReferenceDTO reference : of.unsatisfiedReferences) {
            ReferenceDTO description = description(component, reference.name);
            if (description == null || !offered.contains(description.interfaceName)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable ReferenceDTO description(ComponentDescriptionDTO component, String name) {
        return Arrays.stream(component.references)
                .filter(reference -> reference.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Fate worse(@Nullable Fate one, @Nullable Fate other) {
        return one == null || other != null && other.compareTo(one) > 0 ? other : one;
    }
}
