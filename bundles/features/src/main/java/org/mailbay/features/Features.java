package org.mailbay.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.features.candidate.Candidate;
import org.mailbay.features.exchange.Exchange;
import org.mailbay.features.exchange.Move;
import org.mailbay.features.impact.Snapshot;
import org.mailbay.features.shelf.Shelf;
import org.mailbay.features.signature.Signers;
import org.mailbay.features.uses.Uses;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
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

    /** Without them nobody could take back what was done. */
    private static final Set<String> NEEDED =
            Set.of("org.mailbay.admin-rest", "org.mailbay.http", "org.mailbay.config");

    /** Time for an answer to leave. */
    private static final Duration ANSWER = Duration.ofMillis(500);

    /** How bundles are exchanged. */
    @ObjectClassDefinition(
            name = "Features",
            description = "Whose bundles may be installed, and when an update has failed.")
    @interface Config {
        @AttributeDefinition(
                description = "How long a new revision may take until all its components work, in seconds.",
                min = "1",
                max = "600")
        int activateSeconds() default 30;

        @AttributeDefinition(
                description =
                        "How long a bundle may take to finish what it does and stop, in seconds; then it is interrupted.",
                min = "1",
                max = "3600")
        int stopSeconds() default 90;

        @AttributeDefinition(
                description = "Whether bundles without a signature may be installed. Those of strangers never are:"
                        + " put their certificate into etc/trusted-signers.")
        boolean allowUnsigned() default false;
    }

    private final BundleContext context;
    private final Exchange exchange;
    private final Shelf shelf;
    private final Installed installed;
    private final Gate gate;
    private final Signers signers;
    private final Canaries canaries;
    private final Previews previews;
    private final FeatureFiles files;
    private final ServiceComponentRuntime runtime;
    private final LongAdder done = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final ServiceRegistration<CollisionHook> collisions;

    @Activate
    public Features(BundleContext context, Config config, @Reference ServiceComponentRuntime runtime)
            throws IOException {
        this.context = context;
        this.runtime = runtime;
        this.exchange = new Exchange(
                context,
                runtime,
                Duration.ofSeconds(config.activateSeconds()),
                Duration.ofSeconds(config.stopSeconds()));
        String data = context.getProperty("mailbay.data");
        Path folder = Path.of(data == null ? "" : data).toAbsolutePath();
        this.shelf = new Shelf(folder.resolve("features"), () -> Installed.jars(context));
        this.installed = new Installed(context, shelf);
        this.signers = new Signers(folder.resolve("etc/trusted-signers"), InstantSource.system());
        this.gate = new Gate(context, installed, signers, config.allowUnsigned());
        this.previews = new Previews(context, runtime, exchange, gate);
        this.canaries = new Canaries(context, exchange, installed, shelf, lock, InstantSource.system());
        this.files = new FeatureFiles(context, exchange, installed, shelf, gate, canaries);
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
        if (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE) {
            lock.lock();
            try {
                canaries.close();
            } finally {
                lock.unlock();
            }
        }
        collisions.unregister();
    }

    /** What runs, by symbolic name. */
    List<Map<String, Object>> list() {
        return installed.list();
    }

    /** The certificates of those whose bundles may be installed. */
    List<Map<String, Object>> trusted() throws IOException {
        List<Map<String, Object>> trusted = new ArrayList<>();
        signers.trusted().forEach((fingerprint, certificate) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("fingerprint", fingerprint);
            line.put("signer", certificate.getSubjectX500Principal().getName());
            line.put("authority", certificate.getBasicConstraints() >= 0);
            line.put("until", certificate.getNotAfter().toInstant().toString());
            trusted.add(line);
        });
        return trusted;
    }

    /** From now on bundles of this signer, or of those the authority vouches for, may be installed. */
    Map<String, Object> trust(byte[] pem, String actor) throws AdminProblem, IOException {
        try {
            String fingerprint = signers.trust(pem);
            LOG.info("event=feature.signer outcome=trusted fingerprint={} actor={}", fingerprint, actor);
            return Map.of("fingerprint", fingerprint);
        } catch (CertificateException e) {
            throw new AdminProblem(400, "no-certificate", "This is no certificate in PEM: " + e.getMessage());
        }
    }

    /** No bundle of this signer may be installed any more; those that are here stay. */
    void distrust(String fingerprint, String actor) throws AdminProblem, IOException {
        if (!signers.distrust(fingerprint)) {
            throw new AdminProblem(404, "not-trusted", "No trusted certificate has this fingerprint.");
        }
        LOG.info("event=feature.signer outcome=distrusted fingerprint={} actor={}", fingerprint, actor);
    }

    /** What {@link #update} would do and touch; nothing is installed. */
    Map<String, Object> preview(byte[] jar) throws AdminProblem, IOException {
        return previews.update(jar);
    }

    /** What {@link #remove}, or {@link #disable}, would touch. */
    Map<String, Object> previewRemoval(String name) throws AdminProblem {
        return previews.removal(installed.required(name));
    }

    /**
     * Exchanges or installs a bundle.
     *
     * @param force whether an older version, too
     * @param accept what it may use beyond what its predecessor may, separated by commas
     */
    Map<String, Object> update(byte[] jar, boolean force, String accept, String actor)
            throws AdminProblem, IOException {
        Uses accepted = Uses.parse(accept);
        return exclusively(() -> {
            Gate.Seen seen = gate.look(jar);
            gate.pass(seen, force, accepted);
            Candidate candidate = seen.candidate();
            canaries.mustNotRun(candidate.name());
            Bundle old = seen.old();
            String path = shelf.put(candidate.sha256(), candidate.bytes());
            Shelf.Former former = old == null ? null : installed.former(old);
            Shelf.Change change = new Shelf.Change(candidate.name(), path, former);
            return exchange(new Move(candidate.name(), shelf.resolve(path), old, seen.isExclusive()), actor, () -> {
                shelf.activate(List.of(change));
                shelf.disable(candidate.name(), false);
            });
        });
    }

    /**
     * Has a new revision serve a share of the connections for a time.
     *
     * @param percent of connections, 1 to 99
     */
    Map<String, Object> tryOut(byte[] jar, boolean force, String accept, int percent, Duration length, String actor)
            throws AdminProblem, IOException {
        Uses accepted = Uses.parse(accept);
        return exclusively(() -> {
            Gate.Seen seen = gate.look(jar);
            gate.pass(seen, force, accepted);
            Candidate candidate = seen.candidate();
            Bundle old = seen.old();
            String path = shelf.put(candidate.sha256(), candidate.bytes());
            Shelf.Former former = old == null ? null : installed.former(old);
            return canaries.begin(
                    new Move(candidate.name(), shelf.resolve(path), old, seen.isExclusive()),
                    new Shelf.Change(candidate.name(), path, former),
                    seen.inspection().offers(),
                    percent,
                    length,
                    actor);
        });
    }

    /** Features that come as files, to be asked; what changes them is here. */
    FeatureFiles files() {
        return files;
    }

    /** Installs or updates several bundles and their configuration: all or nothing. */
    Map<String, Object> installFile(byte[] file, boolean force, String accept, String actor)
            throws AdminProblem, IOException {
        Uses accepted = Uses.parse(accept);
        Set<String> untouchable = new HashSet<>(CARRIERS);
        untouchable.add(context.getBundle().getSymbolicName());
        return exclusively(() -> files.install(file, force, accepted, untouchable, actor));
    }

    /** Takes away what came with a feature. */
    Map<String, Object> removeFile(String id, String actor) throws AdminProblem, IOException {
        return exclusively(() -> files.remove(id, actor));
    }

    /** Revisions on trial, now and before. */
    List<Map<String, Object>> canaries() {
        return canaries.list();
    }

    /** A revision on trial serves all. */
    Map<String, Object> promote(String name, String actor) throws AdminProblem, IOException {
        return exclusively(() -> canaries.promote(name, "by " + actor));
    }

    /** A revision on trial goes. */
    Map<String, Object> withdraw(String name, String actor) throws AdminProblem, IOException {
        return exclusively(() -> canaries.withdraw(name, "by " + actor));
    }

    /** Goes back to the revision before. */
    Map<String, Object> rollback(String name, String actor) throws AdminProblem, IOException {
        return exclusively(() -> {
            canaries.mustNotRun(name);
            Bundle old = installed.running(name);
            Optional<Shelf.Former> former = shelf.former(name);
            if (old == null || former.isEmpty()) {
                throw new AdminProblem(
                        404,
                        "no-former",
                        "There is no former revision of " + name + ". To do without it, remove it, or disable it.");
            }
            Path path = shelf.resolve(former.get().path());
            Candidate candidate = Candidate.read(Files.readAllBytes(path));
            Move move = new Move(name, path, old, Installed.isExclusive(old, candidate));
            return exchange(move, actor, () -> shelf.undo(name));
        });
    }

    /** Takes away what was installed, for good. */
    Map<String, Object> remove(String name, String actor) throws AdminProblem, IOException {
        return exclusively(() -> {
            Bundle bundle = installed.required(name);
            mayGo(bundle);
            if (installed.isShipped(name)) {
                throw new AdminProblem(
                        409, "shipped", name + " came with the server: roll it back to that revision, or disable it.");
            }
            List<String> affected = exchange.draggedAlong(bundle);
            String version = bundle.getVersion().toString();
            shelf.forget(name);
            shelf.disable(name, false);
            Snapshot before = Snapshot.take(runtime, Set.of(name));
            Set<String> threads = exchange.remove(bundle);
            LOG.info("event=feature.gone bundle={} version={} actor={}", name, version, actor);
            return gone(name, version, "removed", affected, threads, before);
        });
    }

    /** Stops a bundle, now and at each start. */
    Map<String, Object> disable(String name, String actor) throws AdminProblem, IOException {
        return exclusively(() -> {
            Bundle bundle = installed.required(name);
            mayGo(bundle);
            if (shelf.disabled().contains(name)) {
                throw new AdminProblem(409, "disabled", name + " is disabled already.");
            }
            shelf.disable(name, true);
            Snapshot before = Snapshot.take(runtime, Set.of(name));
            Set<String> threads = exchange.disable(bundle);
            LOG.info("event=feature.disabled bundle={} actor={}", name, actor);
            return gone(name, bundle.getVersion().toString(), "disabled", List.of(), threads, before);
        });
    }

    /** Starts a bundle that was disabled, and lets it start from now on. */
    Map<String, Object> enable(String name, String actor) throws AdminProblem, IOException {
        return exclusively(() -> {
            Bundle bundle = installed.required(name);
            if (!shelf.disabled().contains(name)) {
                throw new AdminProblem(409, "not-disabled", name + " is not disabled.");
            }
            exchange.enable(bundle, () -> shelf.disable(name, false));
            LOG.info("event=feature.enabled bundle={} actor={}", name, actor);
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("name", name);
            said.put("to", bundle.getVersion().toString());
            said.put("mode", "enabled");
            return said;
        });
    }

    /** How operations ended, since this bundle started. */
    Map<String, Long> operations() {
        return Map.of("done", done.sum(), "refused", refused.sum(), "failed", failed.sum());
    }

    /** How trials ended. */
    Map<String, Long> tried() {
        return canaries.ended();
    }

    /** What share a revision on trial has. */
    int canaryPercent() {
        return canaries.percent();
    }

    /** How many bundles were installed and do not run. */
    int missing() {
        return installed.wrong().size();
    }

    @Override
    public Result execute() {
        List<String> wrong = installed.wrong();
        return wrong.isEmpty()
                ? new Result(Result.Status.OK, "")
                : new Result(Result.Status.WARN, "installed, but not running: " + String.join(", ", wrong));
    }

    private void mayGo(Bundle bundle) throws AdminProblem {
        String name = bundle.getSymbolicName();
        canaries.mustNotRun(name);
        if (NEEDED.contains(name) || bundle == context.getBundle()) {
            throw new AdminProblem(409, "needed", name + " is needed to administer the server.");
        }
        if (Installed.exports(bundle) && !exchange.draggedAlong(bundle).isEmpty()) {
            throw new AdminProblem(
                    409,
                    "in-use",
                    name + " exports packages to " + String.join(", ", exchange.draggedAlong(bundle)) + ".");
        }
    }

    private Map<String, Object> gone(
            String name, String version, String mode, List<String> affected, Set<String> threads, Snapshot before) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", name);
        said.put("from", version);
        said.put("mode", mode);
        said.put("affected", affected);
        said.put(
                "components", Snapshot.take(runtime, Set.of(name)).since(before).said());
        said.put("threads", List.copyOf(threads));
        return said;
    }

    private Map<String, Object> exchange(Move move, String actor, Exchange.Remember remember)
            throws AdminProblem, IOException {
        Bundle old = move.old();
        String name = move.name();
        if (old == context.getBundle()) {
            throw new AdminProblem(
                    409, "itself", "This bundle cannot exchange itself: replace it with the server stopped.");
        }
        long begun = System.nanoTime();
        String from = old == null ? "" : old.getVersion().toString();
        List<String> affected = old == null ? List.of() : exchange.draggedAlong(old);
        boolean later = CARRIERS.contains(name);
        if (later && move.exclusive() && old != null) {
            return afterTheAnswer(move, old, remember);
        }
        Snapshot before = Snapshot.take(runtime, Set.of(name));
        Exchange.Done done = exchange.run(List.of(move), later, remember);
        if (later) {
            Thread.ofVirtual().name("features-withdraw").start(done.withdrawal());
        }
        Bundle young = installed.running(name);
        String to = young == null ? "" : young.getVersion().toString();
        long millis = (System.nanoTime() - begun) / 1_000_000;
        LOG.info(
                "event=feature.exchanged bundle={} from={} to={} mode={} touched={} threads={} ms={} actor={}",
                name,
                from,
                to,
                move.mode(),
                done.touched(),
                done.threads(),
                millis,
                actor);
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", name);
        said.put("from", from);
        said.put("to", to);
        said.put("mode", move.mode());
        said.put("affected", affected);
        said.put("touched", List.copyOf(done.touched()));
        said.put("components", Snapshot.settled(runtime, Set.of(name), before).said());
        said.put("threads", List.copyOf(done.threads()));
        said.put("milliseconds", millis);
        return said;
    }

    /** The bundle that carries the request closes its connections when it stops: so the answer goes first, and the log tells the outcome. */
    private Map<String, Object> afterTheAnswer(Move move, Bundle old, Exchange.Remember remember) {
        Thread.ofVirtual().name("features-exchange").start(() -> {
            try {
                Thread.sleep(ANSWER);
                lock.lock();
                try {
                    exchange.run(List.of(move), false, remember);
                    LOG.info("event=feature.exchanged bundle={} mode=exclusive", move.name());
                } finally {
                    lock.unlock();
                }
            } catch (AdminProblem | IOException | RuntimeException e) {
                LOG.error("event=feature.exchange bundle={} outcome=failed why=\"{}\"", move.name(), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("name", move.name());
        said.put("from", old.getVersion().toString());
        said.put("mode", "exclusive");
        said.put("pending", true);
        return said;
    }

    private interface Work {
        Map<String, Object> run() throws AdminProblem, IOException;
    }

    private Map<String, Object> exclusively(Work work) throws AdminProblem, IOException {
        if (!lock.tryLock()) {
            throw new AdminProblem(409, "busy", "Another bundle is being exchanged: try again when it is done.");
        }
        try {
            Map<String, Object> said = work.run();
            done.increment();
            return said;
        } catch (AdminProblem e) {
            refused.increment();
            throw e;
        } catch (IOException | RuntimeException e) {
            failed.increment();
            throw e;
        } finally {
            lock.unlock();
        }
    }
}
