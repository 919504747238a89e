package org.mailbay.features;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.features.candidate.Candidate;
import org.mailbay.features.exchange.Exchange;
import org.mailbay.features.exchange.Move;
import org.mailbay.features.file.Coordinates;
import org.mailbay.features.file.Defaults;
import org.mailbay.features.file.FeatureArchive;
import org.mailbay.features.file.FeatureFile;
import org.mailbay.features.shelf.Shelf;
import org.mailbay.features.uses.Uses;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several bundles and their configuration, installed as one: all of it or nothing. Callers hold the lock. */
final class FeatureFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureFiles.class);
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|key).*");

    private final BundleContext context;
    private final Exchange exchange;
    private final Installed installed;
    private final Shelf shelf;
    private final Gate gate;
    private final Canaries canaries;

    FeatureFiles(
            BundleContext context, Exchange exchange, Installed installed, Shelf shelf, Gate gate, Canaries canaries) {
        this.context = context;
        this.exchange = exchange;
        this.installed = installed;
        this.shelf = shelf;
        this.gate = gate;
        this.canaries = canaries;
    }

    /** What came as one. */
    List<Map<String, Object>> list() {
        List<Map<String, Object>> list = new ArrayList<>();
        shelf.together().forEach((id, names) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", id);
            line.put("bundles", List.copyOf(names));
            list.add(line);
        });
        return list;
    }

    /** Installs or updates a feature. */
    Map<String, Object> install(byte[] file, boolean force, Uses accepted, Set<String> untouchable, String actor)
            throws AdminProblem, IOException {
        FeatureArchive archive = FeatureArchive.read(file);
        FeatureFile feature = archive.feature();
        List<Gate.Seen> seen = new ArrayList<>();
        Set<String> exports = new HashSet<>();
        for (Coordinates bundle : feature.bundles()) {
            byte[] jar = archive.jars().get(bundle);
            if (jar != null) {
                exports.addAll(Candidate.read(jar).exports());
            } else if (!isHere(bundle)) {
                throw new AdminProblem(
                        409,
                        "bundle-missing",
                        "Neither here nor in the file is " + bundle + ": put " + bundle.fileName() + " into it.");
            }
        }
        for (byte[] jar : archive.jars().values()) {
            Gate.Seen look = gate.look(jar, exports);
            if (!isSame(look)) {
                gate.pass(look, force, accepted);
                String name = look.candidate().name();
                canaries.mustNotRun(name);
                if (untouchable.contains(name)) {
                    throw new AdminProblem(
                            409, "itself", name + " carries this request: update it by itself, not in a feature.");
                }
                seen.add(look);
            }
        }
        Map<String, Map<String, Object>> configurations = new TreeMap<>(feature.configurations());
        configurations.entrySet().removeIf(entry -> isConfigured(entry.getKey(), entry.getValue()));
        return exchange(feature, seen, configurations, actor);
    }

    private Map<String, Object> exchange(
            FeatureFile feature, List<Gate.Seen> seen, Map<String, Map<String, Object>> configurations, String actor)
            throws AdminProblem, IOException {
        List<Move> moves = new ArrayList<>();
        List<Shelf.Change> changes = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Gate.Seen look : seen) {
            add(look.candidate().name(), look.candidate().bytes(), look.old(), look.isExclusive(), moves, changes);
            names.add(look.candidate().name());
        }
        if (!configurations.isEmpty()) {
            // The last, so that what the others can be told is known.
            String name = Defaults.nameOf(feature.id());
            byte[] jar = Defaults.jar(new FeatureFile(feature.id(), List.of(), feature.configurations()));
            add(name, jar, installed.running(name), false, moves, changes);
            names.add(name);
        }
        Exchange.Done done = new Exchange.Done(Set.of(), Set.of(), () -> {});
        if (!moves.isEmpty()) {
            String key = feature.id().key();
            Set<String> all = new TreeSet<>(shelf.together().getOrDefault(key, Set.of()));
            all.addAll(names);
            done = exchange.run(moves, false, () -> {
                mustBeConfigured(configurations);
                shelf.activate(changes);
                shelf.join(key, all);
            });
        }
        LOG.info("event=feature.file id={} bundles={} touched={} actor={}", feature.id(), names, done.touched(), actor);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("id", feature.id().toString());
        said.put("bundles", moves.stream().map(FeatureFiles::said).toList());
        said.put("configurations", List.copyOf(configurations.keySet()));
        said.put("touched", List.copyOf(done.touched()));
        said.put("threads", List.copyOf(done.threads()));
        return said;
    }

    private void add(
            String name,
            byte[] jar,
            @Nullable Bundle old,
            boolean exclusive,
            List<Move> moves,
            List<Shelf.Change> changes)
            throws IOException {
        String path = shelf.put(Candidate.sha256(jar), jar);
        moves.add(new Move(name, shelf.resolve(path), old, exclusive));
        changes.add(new Shelf.Change(name, path, old == null ? null : installed.former(old)));
    }

    private static Map<String, Object> said(Move move) {
        return Map.of("name", move.name(), "mode", move.mode());
    }

    /** Takes away what came with a feature, and was not there before. */
    Map<String, Object> remove(String id, String actor) throws AdminProblem, IOException {
        Set<String> names = shelf.together().get(id);
        if (names == null) {
            throw new AdminProblem(404, "no-feature", "No feature " + id + " is installed.");
        }
        List<String> removed = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        Set<String> threads = new TreeSet<>();
        List<String> order = new ArrayList<>(names);
        Collections.reverse(order);
        for (String name : order) {
            Bundle bundle = installed.running(name);
            canaries.mustNotRun(name);
            if (bundle == null) {
                continue;
            }
            boolean used = Installed.exports(bundle)
                    && exchange.draggedAlong(bundle).stream().anyMatch(user -> !names.contains(user));
            if (installed.isShipped(name) || used) {
                kept.add(name);
            } else {
                shelf.forget(name);
                threads.addAll(exchange.remove(bundle));
                removed.add(name);
            }
        }
        shelf.join(id, Set.of());
        LOG.info("event=feature.file-removed id={} removed={} kept={} actor={}", id, removed, kept, actor);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("id", id);
        said.put("removed", removed);
        said.put("kept", kept);
        said.put("threads", List.copyOf(threads));
        return said;
    }

    /** What runs, as Feature JSON; values of secrets are variables without a value. */
    Map<String, Object> export() throws IOException {
        List<Map<String, Object>> bundles = new ArrayList<>();
        Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != 0 && bundle.getSymbolicName() != null)
                .filter(bundle -> !bundle.getSymbolicName().startsWith("feature."))
                .map(Coordinates::of)
                .sorted(java.util.Comparator.comparing(Coordinates::toString))
                .forEach(id -> bundles.add(Map.of("id", id.toString())));
        Map<String, Object> configurations = new TreeMap<>();
        Map<String, Object> variables = new TreeMap<>();
        for (Configuration configuration : configurations(null)) {
            Map<String, Object> values = new TreeMap<>();
            values(configuration).forEach((key, value) -> {
                if (SECRET.matcher(key).matches() && value instanceof String) {
                    String variable = configuration.getPid() + "/" + key;
                    variables.put(variable, "");
                    values.put(key, "${" + variable + "}");
                } else {
                    values.put(key, plain(value));
                }
            });
            configurations.put(configuration.getPid(), values);
        }
        return FeatureFile.said(
                new Coordinates(
                        "org.mailbay",
                        "runtime",
                        context.getBundle().getVersion().toString()),
                bundles,
                configurations,
                variables);
    }

    private boolean isHere(Coordinates bundle) {
        return Arrays.stream(context.getBundles())
                .filter(here -> here.getBundleId() != 0)
                .anyMatch(here -> Coordinates.of(here).equals(bundle));
    }

    private boolean isSame(Gate.Seen seen) throws IOException {
        return seen.old() != null
                && Installed.jar(seen.old()) instanceof java.nio.file.Path jar
                && Candidate.sha256(java.nio.file.Files.readAllBytes(jar))
                        .equals(seen.candidate().sha256());
    }

    /** Bundle config refuses what a component cannot be told, or a file that says something else: then nothing of the feature stays. */
    private void mustBeConfigured(Map<String, Map<String, Object>> wanted) throws AdminProblem {
        for (String pid : wanted.keySet()) {
            if (configurations("(service.pid=" + pid + ")").isEmpty()) {
                throw new AdminProblem(
                        409,
                        "configuration-refused",
                        "The configuration " + pid
                                + " was not taken: no bundle knows it, or a key of it is wrong. The log says which.");
            }
        }
    }

    private boolean isConfigured(String pid, Map<String, Object> values) {
        List<Configuration> found = configurations("(service.pid=" + pid + ")");
        return !found.isEmpty()
                && values(found.getFirst()).entrySet().stream()
                        .collect(
                                TreeMap<String, Object>::new,
                                (map, e) -> map.put(e.getKey(), plain(e.getValue())),
                                Map::putAll)
                        .equals(new TreeMap<>(values));
    }

    private static Map<String, Object> values(Configuration configuration) {
        Map<String, Object> values = new TreeMap<>();
        Dictionary<String, Object> properties = configuration.getProperties();
        for (String key : properties == null ? List.<String>of() : Collections.list(properties.keys())) {
            if (!key.startsWith("service.") && !key.startsWith(".")) {
                values.put(key, properties.get(key));
            }
        }
        return values;
    }

    /** As JSON has it. */
    private static Object plain(Object value) {
        return switch (value) {
            case Object[] array -> Arrays.stream(array).map(FeatureFiles::plain).toList();
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case Float number -> number.doubleValue();
            case Long number -> number;
            case Double number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }

    private List<Configuration> configurations(@Nullable String filter) {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        ConfigurationAdmin admin = reference == null ? null : context.getService(reference);
        if (reference == null || admin == null) {
            return List.of();
        }
        try {
            Configuration[] found = admin.listConfigurations(filter);
            return found == null ? List.of() : List.of(found);
        } catch (IOException | InvalidSyntaxException e) {
            LOG.warn("event=feature.configurations outcome=unknown why=\"{}\"", e.getMessage());
            return List.of();
        } finally {
            context.ungetService(reference);
        }
    }
}
