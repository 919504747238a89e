package org.mailbay.features;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs, and its exchange: one at a time. */
@Component(
        service = {Features.class, HealthCheck.class},
        immediate = true,
        configurationPid = "features",
        property = HealthCheck.NAME + "=features")
@Designate(ocd = Features.Config.class)
public final class Features implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(Features.class);

    /** They carry the request that asks for their exchange: the old one goes after the answer. */
    private static final Set<String> CARRIERS = Set.of("org.mailbay.admin-rest", "org.mailbay.http");

    /** Time for an answer to leave. */
    private static final Duration ANSWER = Duration.ofMillis(500);

    /** How bundles are exchanged. */
    @ObjectClassDefinition(name = "Features")
    @interface Config {
        @AttributeDefinition(
                description = "How long a new revision may take until all its components work, in seconds.",
                min = "1",
                max = "600")
        int activateSeconds() default 30;
    }

    private final BundleContext context;
    private final Exchange exchange;
    private final Shelf shelf;
    private final ReentrantLock lock = new ReentrantLock();
    private final ServiceRegistration<CollisionHook> collisions;

    @Activate
    public Features(BundleContext context, Config config, @Reference ServiceComponentRuntime runtime)
            throws IOException {
        this.context = context;
        this.exchange = new Exchange(context, runtime, Duration.ofSeconds(config.activateSeconds()));
        String data = context.getProperty("mailbay.data");
        this.shelf =
                new Shelf(Path.of(data == null ? "" : data).toAbsolutePath().resolve("features"));
        // The same name and version with other content is what a developer sends ten times a day.
        CollisionHook hook = (operation, target, candidates) -> {
            if (lock.isHeldByCurrentThread()) {
                candidates.clear();
            }
        };
        this.collisions = context.registerService(CollisionHook.class, hook, null);
    }

    @Deactivate
    void deactivate() {
        collisions.unregister();
    }

    /** What runs, by symbolic name. */
    List<Map<String, Object>> list() {
        Map<String, Map<String, Object>> all = new TreeMap<>();
        Map<String, String> installed = shelf.active();
        for (Bundle bundle : context.getBundles()) {
            String name = bundle.getSymbolicName();
            if (bundle.getBundleId() == 0 || name == null) {
                continue;
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", name);
            line.put("version", bundle.getVersion().toString());
            line.put("state", state(bundle));
            line.put("origin", installed.containsKey(name) ? "installed" : "shipped");
            line.put("update", bundle.getHeaders("").get("Export-Package") != null ? "stopped" : mode(bundle));
            shelf.former(name).ifPresent(former -> line.put("former", former.version()));
            all.put(name + " " + bundle.getBundleId(), line);
        }
        return List.copyOf(all.values());
    }

    /** What {@link #update} would do and touch; nothing is installed. */
    Map<String, Object> preview(byte[] jar) throws AdminProblem {
        Candidate candidate = Candidate.read(jar);
        Bundle old = running(candidate.name());
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", candidate.name());
        said.put("from", old == null ? "" : old.getVersion().toString());
        said.put("to", candidate.version().toString());
        said.put("mode", old == null ? "new" : isExclusive(old, candidate) ? "exclusive" : "side-by-side");
        said.put("missing", new Requirements(context).missing(candidate.headers()));
        said.put("affected", old == null ? List.of() : exchange.draggedAlong(old));
        said.put("users", old == null ? List.of() : users(old));
        said.put("closes", old != null && isExclusive(old, candidate) ? listens(old) : List.of());
        return said;
    }

    /**
     * Exchanges or installs a bundle.
     *
     * @param force whether an older version, too
     */
    Map<String, Object> update(byte[] jar, boolean force, String actor) throws AdminProblem, IOException {
        Candidate candidate = Candidate.read(jar);
        return exclusively(() -> {
            Bundle old = running(candidate.name());
            if (old != null && !force && candidate.version().compareTo(old.getVersion()) < 0) {
                throw new AdminProblem(
                        409,
                        "older",
                        candidate.name() + " " + candidate.version() + " is older than " + old.getVersion()
                                + ", which runs: roll back, or force it.");
            }
            List<String> missing = new Requirements(context).missing(candidate.headers());
            if (!missing.isEmpty()) {
                throw new AdminProblem(
                        409, "does-not-resolve", candidate.name() + " " + String.join("; ", missing) + ".");
            }
            String path = shelf.put(candidate.sha256(), candidate.bytes());
            Shelf.Former former = old == null ? null : former(old);
            return exchange(
                    candidate.name(),
                    path,
                    old,
                    isExclusive(old, candidate),
                    actor,
                    () -> shelf.activate(candidate.name(), path, former));
        });
    }

    /** Goes back to the revision before. */
    Map<String, Object> rollback(String name, String actor) throws AdminProblem, IOException {
        return exclusively(() -> {
            Bundle old = running(name);
            Optional<Shelf.Former> former = shelf.former(name);
            if (old == null || former.isEmpty()) {
                throw new AdminProblem(
                        404,
                        "no-former",
                        "There is no former revision of " + name
                                + ". To do without it, stop the server and remove its line in"
                                + " features/active.tsv.");
            }
            String path = former.get().path();
            Candidate candidate = Candidate.read(Files.readAllBytes(shelf.resolve(path)));
            return exchange(name, path, old, isExclusive(old, candidate), actor, () -> shelf.undo(name));
        });
    }

    @Override
    public Result execute() {
        List<String> wrong = new ArrayList<>();
        shelf.active().forEach((name, path) -> {
            boolean runs = Arrays.stream(context.getBundles())
                    .anyMatch(bundle -> name.equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE);
            if (!runs) {
                wrong.add(name);
            }
        });
        return wrong.isEmpty()
                ? new Result(Result.Status.OK, "")
                : new Result(Result.Status.WARN, "installed, but not running: " + String.join(", ", wrong));
    }

    private Map<String, Object> exchange(
            String name, String path, @Nullable Bundle old, boolean exclusive, String actor, Exchange.Remember remember)
            throws AdminProblem, IOException {
        if (old == context.getBundle()) {
            throw new AdminProblem(
                    409, "itself", "This bundle cannot exchange itself: replace it with the server stopped.");
        }
        long begun = System.nanoTime();
        String from = old == null ? "" : old.getVersion().toString();
        List<String> affected = old == null ? List.of() : exchange.draggedAlong(old);
        boolean later = CARRIERS.contains(name);
        if (later && exclusive && old != null) {
            return afterTheAnswer(name, path, old, remember);
        }
        Exchange.Done done = exchange.run(name, shelf.resolve(path), old, exclusive, later, remember);
        if (later) {
            Thread.ofVirtual().name("features-withdraw").start(done.withdrawal());
        }
        Bundle young = running(name);
        String to = young == null ? "" : young.getVersion().toString();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        LOG.info(
                "event=feature.exchanged bundle={} from={} to={} mode={} touched={} ms={} actor={}",
                name,
                from,
                to,
                done.mode(),
                done.touched(),
                millis,
                actor);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", name);
        said.put("from", from);
        said.put("to", to);
        said.put("mode", done.mode());
        said.put("affected", affected);
        said.put("touched", List.copyOf(done.touched()));
        said.put("milliseconds", millis);
        return said;
    }

    /** The bundle that carries the request closes its connections when it stops: so the answer goes first, and the log tells the outcome. */
    private Map<String, Object> afterTheAnswer(String name, String path, Bundle old, Exchange.Remember remember) {
        Thread.ofVirtual().name("features-exchange").start(() -> {
            try {
                Thread.sleep(ANSWER);
                lock.lock();
                try {
                    exchange.run(name, shelf.resolve(path), old, true, false, remember);
                    LOG.info("event=feature.exchanged bundle={} mode=exclusive", name);
                } finally {
                    lock.unlock();
                }
            } catch (AdminProblem | IOException | RuntimeException e) {
                LOG.error("event=feature.exchange bundle={} outcome=failed why=\"{}\"", name, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", name);
        said.put("from", old.getVersion().toString());
        said.put("mode", "exclusive");
        said.put("pending", true);
        return said;
    }

    /** What runs now, kept so that there is a way back even when the server's own folder changes. */
    private Shelf.Former former(Bundle old) throws IOException, AdminProblem {
        String active = shelf.active().get(old.getSymbolicName());
        if (active != null) {
            return new Shelf.Former(active, old.getVersion().toString(), false);
        }
        byte[] bytes;
        try (InputStream in = URI.create(old.getLocation().replaceFirst("^reference:", ""))
                .toURL()
                .openStream()) {
            bytes = in.readAllBytes();
        }
        String path = shelf.put(Candidate.read(bytes).sha256(), bytes);
        return new Shelf.Former(path, old.getVersion().toString(), true);
    }

    /** The newest revision of a bundle that is active; else the newest there is. */
    private @Nullable Bundle running(String name) {
        Bundle found = null;
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                boolean better = found == null
                        || bundle.getState() == Bundle.ACTIVE && found.getState() != Bundle.ACTIVE
                        || bundle.getState() == found.getState() && bundle.getBundleId() > found.getBundleId();
                found = better ? bundle : found;
            }
        }
        return found;
    }

    private static boolean isExclusive(@Nullable Bundle old, Candidate candidate) {
        return candidate.isExclusive() || old != null && mode(old).equals("exclusive");
    }

    private static String mode(Bundle bundle) {
        return Candidate.isExclusive(bundle.getHeaders("").get(Exchange.HEADER)) ? "exclusive" : "side-by-side";
    }

    private static List<String> users(Bundle bundle) {
        Set<String> users = new TreeSet<>();
        for (ServiceReference<?> reference : services(bundle)) {
            Bundle[] using = reference.getUsingBundles();
            for (Bundle user : using == null ? new Bundle[0] : using) {
                if (user != bundle) {
                    users.add(String.valueOf(user.getSymbolicName()));
                }
            }
        }
        return List.copyOf(users);
    }

    private static List<String> listens(Bundle bundle) {
        return services(bundle).stream()
                .map(reference -> reference.getProperty("mailbay.listens"))
                .filter(String.class::isInstance)
                .map(Object::toString)
                .toList();
    }

    private static List<ServiceReference<?>> services(Bundle bundle) {
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        return references == null ? List.of() : List.of(references);
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> bundle.getHeaders("").get("Export-Package") != null ? "in use" : "stopped";
            case Bundle.INSTALLED -> "unresolved";
            default -> "gone";
        };
    }

    private interface Work {
        Map<String, Object> run() throws AdminProblem, IOException;
    }

    private Map<String, Object> exclusively(Work work) throws AdminProblem, IOException {
        if (!lock.tryLock()) {
            throw new AdminProblem(409, "busy", "Another bundle is being exchanged: try again when it is done.");
        }
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }
}
