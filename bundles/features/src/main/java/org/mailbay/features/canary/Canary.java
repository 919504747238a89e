package org.mailbay.features.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.net.Serving;
import org.mailbay.net.spi.Trial;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * A revision on trial: it serves a share of the connections, beside the one that serves the others.
 *
 * <p>Only bundles whose services are protocols can be tried like this: {@code net} shares out connections. Whoever uses another kind
 * of service takes the newest one, for all.
 */
public final class Canary {
    private static final String PROTOCOL = "org.mailbay.net.spi.Protocol";

    /** What a bundle of a protocol may offer besides, as nobody chooses between two of them. */
    private static final Set<String> HARMLESS =
            Set.of(PROTOCOL, "org.apache.felix.hc.api.HealthCheck", "org.mailbay.metrics.MetricSource");

    private static final int FEWEST_FAILURES = 3;

    private final Tally tally;
    private final String name;
    private final Bundle old;
    private final Bundle young;
    private final String versions;
    private final int percent;
    private final Instant begun;
    private final Duration length;
    private final Tally.Figures before;
    private final ServiceRegistration<Trial> trial;
    private volatile Outcome outcome = Outcome.RUNNING;
    private volatile Outcome decided = Outcome.RUNNING;
    private volatile String why = "";
    private volatile @Nullable Map<String, Object> last;

    /** How it went. */
    public enum Outcome {
        RUNNING,
        PROMOTED,
        WITHDRAWN
    }

    /**
     * Asks {@code net} to give {@code young}, which has not started, its share.
     *
     * @param percent of connections, 1 to 99
     */
    public Canary(BundleContext context, Bundle old, Bundle young, int percent, Instant begun, Duration length) {
        this.tally = new Tally(context);
        this.name = young.getSymbolicName();
        this.old = old;
        this.young = young;
        this.versions = old.getVersion() + " " + young.getVersion();
        this.percent = percent;
        this.begun = begun;
        this.length = length;
        this.before = tally.of(old);
        this.trial = context.registerService(Trial.class, new Trial() {}, properties(percent));
    }

    /**
     * Refuses bundles that cannot be tried.
     *
     * @param offers the interfaces of the new revision's services
     */
    public static void check(BundleContext context, Bundle old, Set<String> offers) throws AdminProblem {
        Set<String> others = new TreeSet<>(offers);
        ServiceReference<?>[] services = old.getRegisteredServices();
        for (ServiceReference<?> service : services == null ? new ServiceReference<?>[0] : services) {
            others.addAll(List.of((String[]) service.getProperty(Constants.OBJECTCLASS)));
        }
        others.removeAll(HARMLESS);
        boolean shared = offers.contains(PROTOCOL) && context.getServiceReference(Serving.class) != null;
        if (!shared || !others.isEmpty()) {
            throw new AdminProblem(
                    409,
                    "no-canary",
                    old.getSymbolicName() + " cannot serve a share only: "
                            + (shared
                                    ? "besides a protocol it offers " + String.join(", ", others)
                                    : "it is no protocol whose connections net shares out")
                            + ". Update it.");
        }
    }

    public String name() {
        return name;
    }

    public Bundle old() {
        return old;
    }

    public Bundle young() {
        return young;
    }

    /** Of connections. */
    public int percent() {
        return percent;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The share of connections changes, and with it who serves those that are open. */
    public void share(int now) {
        trial.setProperties(properties(now));
    }

    /** Its figures are kept, as those of a bundle go with it. */
    public void decide(Outcome how, String because) {
        last = figures();
        decided = how;
        why = because;
    }

    /** Nothing is shared any more: the bundle of the two that is left serves all. */
    public void end() {
        trial.unregister();
        outcome = decided;
    }

    /** Whether its time is over. */
    public boolean isOver(Instant now) {
        return !now.isBefore(begun.plus(length));
    }

    /** Why it must go now; empty when it need not. */
    public String complaint() {
        if (young.getState() != Bundle.ACTIVE) {
            return "it does not run any more";
        }
        Tally.Figures mine = tally.of(young);
        Tally.Figures theirs = tally.of(old).since(before);
        return isWorse(mine, theirs)
                ? mine.failures() + " failures (" + mine.broken() + " sessions broken, " + mine.errors()
                        + " errors logged, " + mine.refused() + " refusals or failures counted) in " + mine.sessions()
                        + " sessions; the revision before: " + theirs.failures() + " in " + theirs.sessions()
                : "";
    }

    /** More than twice the rate of the old one, which is given one failure more than it had: chance is no fault. */
    static boolean isWorse(Tally.Figures mine, Tally.Figures theirs) {
        double rate = mine.failures() / (double) Math.max(1, mine.sessions());
        double other = (theirs.failures() + 1) / (double) (Math.max(0, theirs.sessions()) + 1);
        return mine.failures() >= FEWEST_FAILURES && rate > 2 * Math.min(other, 0.25 + theirs.failures());
    }

    /** Whether anybody was served by it. */
    public boolean isProved() {
        return tally.of(young).sessions() > 0;
    }

    /** For answers. */
    public Map<String, Object> said() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", name);
        said.put("from", versions.split(" ")[0]);
        said.put("to", versions.split(" ")[1]);
        said.put("percent", percent);
        said.put("begun", begun.toString());
        said.put("until", begun.plus(length).toString());
        said.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        said.put("why", why);
        Map<String, Object> kept = last;
        said.put("figures", kept == null ? figures() : kept);
        return said;
    }

    private Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("old", figures(tally.of(old).since(before)));
        figures.put("new", figures(tally.of(young)));
        return figures;
    }

    private static Map<String, Object> figures(Tally.Figures of) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("sessions", of.sessions());
        figures.put("connections", of.connections());
        figures.put("broken", of.broken());
        figures.put("errors", of.errors());
        figures.put("refused", of.refused());
        return figures;
    }

    private Dictionary<String, Object> properties(int share) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Trial.BUNDLE, young.getBundleId());
        properties.put(Trial.PERCENT, share);
        return properties;
    }
}
