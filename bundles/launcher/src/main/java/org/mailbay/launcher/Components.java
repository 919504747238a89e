package org.mailbay.launcher;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Which components wait, and for what. Asks the component runtime by reflection: its API belongs to the bundle that runs it, and
 * lending it from the class path would bind that bundle to us.
 */
final class Components {

    private static final String RUNTIME = "org.osgi.service.component.runtime.ServiceComponentRuntime";
    private static final int UNSATISFIED_CONFIGURATION = 1;
    private static final int UNSATISFIED_REFERENCE = 2;
    private static final int FAILED_ACTIVATION = 16;
    private static final String CAUSED_BY = "Caused by: ";

    private final BundleContext context;

    Components(BundleContext context) {
        this.context = context;
    }

    /** One line for each enabled component that does not work; those that wait only for others of these come last. */
    List<String> waiting() throws InvalidSyntaxException, ReflectiveOperationException {
        var references = context.getAllServiceReferences(RUNTIME, null);
        if (references == null) {
            return List.of("no component runtime is running, so no component is");
        }
        var runtime = context.getService(references[0]);
        var descriptions =
                (Collection<?>) call(runtime, "getComponentDescriptionDTOs", (Object) new org.osgi.framework.Bundle[0]);
        var offered = new TreeSet<String>();
        for (var description : descriptions) {
            offered.addAll(List.of((String[]) field(description, "serviceInterfaces")));
        }
        var roots = new ArrayList<String>();
        var followers = new ArrayList<String>();
        for (var description : descriptions) {
            var configurations = (Collection<?>) call(runtime, "getComponentConfigurationDTOs", description);
            var name = "component " + field(description, "name");
            if (configurations.isEmpty() && (boolean) field(description, "defaultEnabled")) {
                roots.add(name + " waits for configuration "
                        + String.join(", ", (String[]) field(description, "configurationPid")));
            }
            for (var configuration : configurations) {
                look(description, configuration, name, offered, roots, followers);
            }
        }
        roots.addAll(followers);
        return roots;
    }

    private static void look(
            Object description,
            Object configuration,
            String name,
            Collection<String> offered,
            List<String> roots,
            List<String> followers)
            throws ReflectiveOperationException {
        switch ((int) field(configuration, "state")) {
            case UNSATISFIED_CONFIGURATION ->
                roots.add(name + " waits for configuration "
                        + String.join(", ", (String[]) field(description, "configurationPid")));
            case UNSATISFIED_REFERENCE -> {
                for (var reference : (Object[]) field(configuration, "unsatisfiedReferences")) {
                    var wanted = wanted(description, (String) field(reference, "name"));
                    var target = field(reference, "target");
                    var line = name + " waits for " + wanted + (target == null ? "" : " " + target);
                    if (offered.contains(wanted)) {
                        followers.add(line);
                    } else {
                        roots.add(line + ", which no component offers");
                    }
                }
            }
            case FAILED_ACTIVATION ->
                roots.add(name + " failed: " + cause(String.valueOf(field(configuration, "failure"))));
            default -> {} // works, or will when somebody asks
        }
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

    private static String wanted(Object description, String reference) throws ReflectiveOperationException {
        for (var candidate : (Object[]) field(description, "references")) {
            if (reference.equals(field(candidate, "name"))) {
                return (String) field(candidate, "interfaceName");
            }
        }
        return reference;
    }

    private static Object call(Object target, String method, Object argument) throws ReflectiveOperationException {
        for (var type : target.getClass().getInterfaces()) {
            for (var candidate : type.getMethods()) {
                if (candidate.getName().equals(method) && candidate.getParameterCount() == 1) {
                    return candidate.invoke(target, argument);
                }
            }
        }
        throw new NoSuchMethodException(method);
    }

    private static Object field(Object dto, String name) throws ReflectiveOperationException {
        return dto.getClass().getField(name).get(dto);
    }
}
