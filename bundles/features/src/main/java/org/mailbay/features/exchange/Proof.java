package org.mailbay.features.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Whether the components of a bundle work.
 *
 * <p>A delayed component is made to start by asking for its service, so that it fails now rather than at its first user. Close the
 * proof when users have taken over.
 */
final class Proof implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(20);

    /** A component that has failed seldom recovers: it is not waited for as long as one that waits itself. */
    private static final Duration FAILURE = Duration.ofSeconds(2);

    private static final String FAILED = "failed to start";
    private static final String CAUSED_BY = "Caused by: ";

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final List<ServiceReference<?>> held = new ArrayList<>();

    Proof(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /**
     * Waits until every component works.
     *
     * @return what does not, a sentence each; empty when all do
     */
    List<String> await(Bundle bundle, Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        long patience = System.nanoTime() + Math.min(most.toNanos(), FAILURE.toNanos());
        List<String> waiting = waiting(bundle);
        while (!waiting.isEmpty() && System.nanoTime() < deadline) {
            boolean failed = waiting.stream().anyMatch(text -> text.contains(FAILED));
            if (failed && System.nanoTime() > patience) {
                return waiting;
            }
            Thread.sleep(STEP);
            waiting = waiting(bundle);
        }
        if (waiting.isEmpty()) {
            List<String> failed = hold(bundle);
            waiting = waiting(bundle);
            waiting.addAll(failed);
        }
        return waiting;
    }

    /** What does not work now, a sentence each. */
    List<String> waiting(Bundle bundle) {
        List<String> waiting = new ArrayList<>();
        if (bundle.getState() != Bundle.ACTIVE) {
            waiting.add("bundle is not active");
        }
        Collection<ComponentDescriptionDTO> components = runtime.getComponentDescriptionDTOs(bundle);
        if (components.isEmpty() && bundle.getHeaders("").get("Service-Component") != null) {
            waiting.add("components are not known yet");
        }
        for (ComponentDescriptionDTO component : components) {
            if (runtime.isComponentEnabled(component)) {
                for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                    String problem = problem(component, configuration);
                    if (!problem.isEmpty()) {
                        waiting.add(component.name + " " + problem);
                    }
                }
            }
        }
        return waiting;
    }

    private static String problem(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        return switch (configuration.state) {
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                Boolean.TRUE.equals(component.properties.get("mailbay.optional"))
                        ? ""
                        : Arrays.stream(configuration.unsatisfiedReferences)
                                .map(reference -> reference.name + " (" + wanted(component, reference.name)
                                        + (reference.target == null ? "" : " " + reference.target) + ")")
                                .collect(Collectors.joining(", ", "waits for ", ""));
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                FAILED + ": " + (configuration.failure == null ? "the log says why" : cause(configuration.failure));
            case ComponentConfigurationDTO.SATISFIED ->
                component.immediate ? "has all it needs and has not started: the log says why" : "";
            default -> "";
        };
    }

    private static String wanted(ComponentDescriptionDTO component, String reference) {
        return Arrays.stream(component.references)
                .filter(declared -> declared.name.equals(reference))
                .map(declared -> declared.interfaceName)
                .findFirst()
                .orElse("a service");
    }

    /** What a stack trace comes down to: its last cause, for the first one only says that it was called by reflection. */
    private static String cause(String trace) {
        return trace.lines()
                .filter(line -> line.startsWith(CAUSED_BY))
                .reduce((one, later) -> later)
                .map(line -> line.substring(CAUSED_BY.length()))
                .or(() -> trace.lines().findFirst())
                .orElse("");
    }

    /** Asks for every service; says which components did not give theirs. */
    private List<String> hold(Bundle bundle) {
        List<String> failed = new ArrayList<>();
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
            if (reference.getProperty("component.name") != null
                    && !"prototype".equals(reference.getProperty("service.scope"))) {
                held.add(reference);
                if (context.getService(reference) == null) {
                    failed.add(reference.getProperty("component.name") + " " + FAILED + ": the log says why");
                }
            }
        }
        return failed;
    }

    @Override
    public void close() {
        held.forEach(context::ungetService);
        held.clear();
    }
}
