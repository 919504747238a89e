package org.mailbay.antispam.pipeline;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Shelf;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stages by name, each of which may come, go and be replaced while it is asked. */
final class Stages {
    private static final Logger LOG = LoggerFactory.getLogger(Stages.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
    private static final int DEFAULT_ORDER = 100;
    private static final int MAX_STAGES = 64;

    /** Where a stage stands. */
    record Place(String name, int order, Set<Phase> phases) {}

    private final Shelf<Stage> shelf;
    private final Duration drain;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();
    private final Map<Stage, String> refused = new ConcurrentHashMap<>();
    private final Map<String, StageRule> rules = new ConcurrentHashMap<>();

    /**
     * No stages.
     *
     * @param wait how long a message waits for a stage that is being replaced
     * @param grace how long a stage that went is taken to be replaced rather than gone
     * @param drain how long a replacement waits for messages that are with the old one
     */
    Stages(Duration wait, Duration grace, Duration drain) {
        this.shelf = new Shelf<>(wait, grace);
        this.drain = drain;
    }

    void bind(Stage stage, Map<String, ?> properties) {
        String name = String.valueOf(properties.get(Stage.NAME));
        try {
            Place place = place(name, properties);
            places.put(name, place);
            circuits.put(name, new Circuit()); // a new revision is believed in anew
            shelf.bind(name, stage);
            LOG.info("event=antispam-stage outcome=here stage={} order={} phases={}", name, place.order, place.phases);
        } catch (IllegalArgumentException e) {
            refused.put(stage, stage.getClass().getName() + ": " + e.getMessage());
            LOG.error("event=antispam-stage outcome=refused class={} reason=\"{}\"", stage.getClass(), e.getMessage());
        }
    }

    private Place place(String name, Map<String, ?> properties) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("its property " + Stage.NAME + " is no name");
        }
        if (!places.containsKey(name) && places.size() >= MAX_STAGES) {
            places.keySet().retainAll(shelf.names());
            if (places.size() >= MAX_STAGES) {
                throw new IllegalArgumentException("there are " + MAX_STAGES + " stages already");
            }
        }
        Object order = properties.get(Stage.ORDER);
        if (order != null && !(order instanceof Integer)) {
            throw new IllegalArgumentException("its property " + Stage.ORDER + " is no int");
        }
        return new Place(name, order instanceof Integer number ? number : DEFAULT_ORDER, phases(properties));
    }

    private static Set<Phase> phases(Map<String, ?> properties) {
        Object value = properties.get(Stage.PHASES);
        Set<Phase> phases = EnumSet.noneOf(Phase.class);
        List<String> names = switch (value) {
            case null -> List.of(Phase.MESSAGE.name());
            case String[] many -> List.of(many);
            default -> List.of(value.toString());
        };
        names.forEach(name -> phases.add(Phase.valueOf(name)));
        return phases;
    }

    void unbind(Stage stage) {
        if (refused.remove(stage) == null && !shelf.unbind(stage, drain)) {
            LOG.warn("event=antispam-stage outcome=left-while-busy class={}", stage.getClass());
        }
    }

    void bind(StageRule rule) {
        rules.put(rule.stage(), rule);
    }

    void unbind(StageRule rule) {
        rules.remove(rule.stage(), rule);
    }

    Rule rule(String name) {
        StageRule rule = rules.get(name);
        return rule == null ? Rule.DEFAULT : rule.rule();
    }

    /** Who is to be asked, in order. */
    List<Place> of(Phase phase) {
        if (places.isEmpty()) {
            return List.of();
        }
        Set<String> here = shelf.names();
        return places.values().stream()
                .filter(place -> place.phases.contains(phase)
                        && here.contains(place.name)
                        && rule(place.name).isEnabled())
                .sorted(Comparator.comparingInt(Place::order).thenComparing(Place::name))
                .toList();
    }

    /** The stage itself; null when it went for good. */
    @Nullable
    Lease<Stage> acquire(String name) throws AwayException {
        return shelf.acquire(name);
    }

    Circuit circuit(String name) {
        return circuits.computeIfAbsent(name, ignored -> new Circuit());
    }

    /** All stages that are here or being replaced, by name. */
    Map<String, Place> all() {
        Map<String, Place> all = new TreeMap<>(places);
        all.keySet().retainAll(shelf.names());
        return all;
    }

    /** Stages that are not asked because they are made wrongly, for people. */
    List<String> refused() {
        return refused.values().stream().sorted().toList();
    }
}
