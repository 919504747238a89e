package org.mailbay.features.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles take the places of other revisions of them, as one. Either all the new ones work at the end, or all the old ones do.
 *
 * <p>Side by side: start new, prove new, remember, stop old. Exclusive: stop old, start new, prove new, remember.
 */
public final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int LEVEL_OF_OURS = 20;
    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final Duration bound;
    private final Duration stopBound;

    /**
     * Exchanges within bounds.
     *
     * @param bound how long the new revision may take until it works
     * @param stopBound how long the old one may take until it has drained
     */
    public Exchange(BundleContext context, ServiceComponentRuntime runtime, Duration bound, Duration stopBound) {
        this.context = context;
        this.runtime = runtime;
        this.bound = bound;
        this.stopBound = stopBound;
    }

    /** What is done once the new revision works, and before the old one is gone for good: it must be remembered. */
    public interface Remember {
        void run() throws AdminProblem, IOException;
    }

    /**
     * What happened.
     *
     * @param touched other bundles that got events
     * @param threads left behind by what went
     * @param withdrawal of the old revisions, if it was left to the caller
     */
    public record Done(Set<String> touched, Set<String> threads, Runnable withdrawal) {}

    /**
     * Puts bundles in the place of others.
     *
     * @param later whether to leave it to the caller to run the withdrawal of the old ones, when he depends on one of them himself
     */
    public Done run(List<Move> moves, boolean later, Remember remember) throws AdminProblem, IOException {
        try (Witness witness =
                        new Witness(context, moves.stream().map(Move::name).toList());
                Proof proof = new Proof(context, runtime)) {
            Map<Bundle, Threads> old = new LinkedHashMap<>();
            for (Move move : moves) {
                if (move.old() != null) {
                    old.put(move.old(), Threads.insideNow(move.old()));
                }
            }
            start(moves, proof, _ -> {}, remember);
            Set<String> left = new TreeSet<>();
            Runnable withdrawal = () -> old.forEach((bundle, threads) -> left.addAll(remove(bundle, threads)));
            if (!later) {
                withdrawal.run();
            }
            return new Done(witness.touched(), left, withdrawal);
        }
    }

    /**
     * Starts a bundle beside the one that it is to replace, and leaves it at that.
     *
     * @param installed is told before it starts
     */
    public Bundle beside(Move move, Consumer<Bundle> installed) throws AdminProblem, IOException {
        try (Proof proof = new Proof(context, runtime)) {
            return start(List.of(move), proof, installed, () -> {}).getFirst();
        }
    }

    /** What does not work of a bundle that runs, a sentence each. */
    public List<String> waiting(Bundle bundle) {
        try (Proof proof = new Proof(context, runtime)) {
            return proof.waiting(bundle);
        }
    }

    private List<Bundle> start(List<Move> moves, Proof proof, Consumer<Bundle> told, Remember remember)
            throws AdminProblem, IOException {
        List<Bundle> installed = new ArrayList<>();
        try {
            for (Move move : moves) {
                installed.add(install(move.jar(), move.old()));
            }
            resolve(installed);
            for (Move move : moves) {
                if (move.old() != null && move.exclusive()) {
                    stop(move.old());
                }
            }
            installed.forEach(told);
            for (Bundle young : installed) {
                Bounded.run(
                        young.getSymbolicName(),
                        "start",
                        () -> {
                            young.start();
                            return young;
                        },
                        bound);
            }
            for (Bundle young : installed) {
                prove(young, proof);
            }
            remember.run();
            return installed;
        } catch (AdminProblem | IOException | BundleException | RuntimeException | InterruptedException e) {
            throw withdraw(installed, moves, e);
        }
    }

    private void prove(Bundle young, Proof proof) throws AdminProblem, BundleException, InterruptedException {
        List<String> failing = Bounded.run(
                young.getSymbolicName(), "become active", () -> proof.await(young, bound), bound.plusSeconds(3));
        if (!failing.isEmpty()) {
            throw new AdminProblem(
                    409,
                    "does-not-work",
                    young.getSymbolicName() + " " + young.getVersion() + " did not work within " + bound.toSeconds()
                            + " s and was withdrawn: " + String.join("; ", failing));
        }
    }

    /** The bundles beside it that would be refreshed with {@code old}: none, if it keeps the law of the house. */
    public List<String> draggedAlong(Bundle old) {
        return wiring().getDependencyClosure(List.of(old)).stream()
                .filter(bundle -> bundle != old)
                .map(bundle -> String.valueOf(bundle.getSymbolicName()))
                .sorted()
                .toList();
    }

    /** Stops a bundle, which stays installed; whoever is still in it. */
    public Set<String> disable(Bundle bundle) throws AdminProblem {
        Threads threads = Threads.of(bundle);
        try {
            return Bounded.run(
                    bundle.getSymbolicName(),
                    "stop",
                    () -> {
                        bundle.stop();
                        return threads.left();
                    },
                    stopBound);
        } catch (BundleException e) {
            throw new AdminProblem(409, "does-not-stop", "It did not stop cleanly: " + root(e));
        } catch (InterruptedException e) {
            throw stopping();
        }
    }

    /** Starts a bundle that is installed, or leaves it as it is. */
    public void enable(Bundle bundle, Remember remember) throws AdminProblem, IOException {
        try (Proof proof = new Proof(context, runtime)) {
            try {
                Bounded.run(
                        bundle.getSymbolicName(),
                        "start",
                        () -> {
                            bundle.start();
                            return bundle;
                        },
                        bound);
                prove(bundle, proof);
                remember.run();
            } catch (AdminProblem | IOException | BundleException | RuntimeException | InterruptedException e) {
                disable(bundle);
                throw problem(bundle.getSymbolicName(), e);
            }
        }
    }

    private Bundle install(Path jar, @Nullable Bundle old) throws AdminProblem {
        String location = "reference:" + jar.toUri();
        if (context.getBundle(location) != null) {
            throw new AdminProblem(409, "runs-already", "Exactly this revision runs already.");
        }
        try {
            Bundle young = context.installBundle(location);
            BundleStartLevel level = old == null ? null : old.adapt(BundleStartLevel.class);
            young.adapt(BundleStartLevel.class).setStartLevel(level == null ? LEVEL_OF_OURS : level.getStartLevel());
            return young;
        } catch (BundleException e) {
            throw new AdminProblem(409, "not-installed", "The framework refuses it: " + e.getMessage());
        }
    }

    private void resolve(Collection<Bundle> installed) throws AdminProblem {
        if (wiring().resolveBundles(installed)) {
            return;
        }
        List<String> why = new ArrayList<>();
        for (Bundle young : installed) {
            if (young.adapt(BundleWiring.class) == null) {
                try {
                    // The only way to hear the reason; it cannot start.
                    young.start(Bundle.START_TRANSIENT);
                } catch (BundleException e) {
                    why.add(young.getSymbolicName() + ": " + e.getMessage());
                }
            }
        }
        throw new AdminProblem(
                409, "does-not-resolve", "Something that is needed is not here: " + String.join("; ", why));
    }

    private AdminProblem withdraw(List<Bundle> installed, List<Move> moves, Exception why) throws IOException {
        Set<String> left = new TreeSet<>();
        for (Bundle young : installed.reversed()) {
            boolean alone = moves.stream()
                    .noneMatch(move ->
                            move.name().equals(young.getSymbolicName()) && move.old() != null && !move.exclusive());
            left.addAll(uninstall(young, alone ? Threads.of(young) : Threads.of(null)));
            LOG.warn(
                    "event=feature.withdrawn bundle={} version={} threads={} why=\"{}\"",
                    young.getSymbolicName(),
                    young.getVersion(),
                    left,
                    why.getMessage());
        }
        for (Move move : moves) {
            restart(move.old());
        }
        AdminProblem problem =
                problem(String.join(", ", moves.stream().map(Move::name).toList()), why);
        return left.isEmpty()
                ? problem
                : new AdminProblem(
                        problem.status(),
                        problem.code(),
                        problem.getMessage() + " It leaves threads behind: " + String.join(", ", left));
    }

    private static void restart(@Nullable Bundle old) {
        if (old != null && old.getState() != Bundle.ACTIVE) {
            try {
                old.start();
            } catch (BundleException | RuntimeException e) {
                LOG.error("event=feature.withdraw bundle={} outcome=failed", old.getSymbolicName(), e);
            }
        }
    }

    private Set<String> uninstall(Bundle young, Threads threads) {
        try {
            return Bounded.run(
                    young.getSymbolicName(),
                    "stop",
                    () -> {
                        young.uninstall();
                        return threads.left();
                    },
                    bound);
        } catch (AdminProblem | BundleException | RuntimeException e) {
            LOG.error("event=feature.withdraw bundle={} outcome=failed", young.getSymbolicName(), e);
            return Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        }
    }

    private static AdminProblem problem(String name, Exception why) throws IOException {
        return switch (why) {
            case AdminProblem problem -> problem;
            case IOException failure -> throw failure;
            case InterruptedException _ -> stopping();
            default -> new AdminProblem(409, "does-not-start", name + " does not start: " + root(why));
        };
    }

    private static AdminProblem stopping() {
        Thread.currentThread().interrupt();
        return new AdminProblem(503, "stopping", "The server is stopping.");
    }

    private static String root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    private static void stop(Bundle old) throws BundleException {
        // Transient: after a crash the old revision starts again.
        old.stop(Bundle.STOP_TRANSIENT);
    }

    /** Stops a bundle, whose components drain meanwhile, and takes it away; whoever is still in it. */
    public Set<String> remove(Bundle old) {
        return remove(old, Threads.of(old));
    }

    /** Its components drain while they stop; then it is gone, and nothing else is refreshed. */
    private Set<String> remove(Bundle old, Threads threads) {
        long begun = System.nanoTime();
        String name = old.getSymbolicName();
        try {
            // Who blocks while it stops is interrupted, and must not hold up whoever asked for it, nor all exchanges
            // after it.
            Bounded.run(
                    name,
                    "stop",
                    () -> {
                        old.stop();
                        old.uninstall();
                        return old;
                    },
                    stopBound);
            CountDownLatch refreshed = new CountDownLatch(1);
            wiring().refreshBundles(List.of(old), event -> {
                if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                    refreshed.countDown();
                }
            });
            boolean inTime = refreshed.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info(
                    "event=feature.removed bundle={} version={} refreshed={} ms={}",
                    name,
                    old.getVersion(),
                    inTime,
                    (System.nanoTime() - begun) / 1_000_000);
            Set<String> left = threads.left();
            if (!left.isEmpty()) {
                LOG.warn("event=feature.threads-left bundle={} version={} threads={}", name, old.getVersion(), left);
            }
            return left;
        } catch (AdminProblem blocks) {
            LOG.error(
                    "event=feature.remove bundle={} version={} outcome=blocks why=\"{}\"",
                    name,
                    old.getVersion(),
                    blocks.getMessage());
            return Set.of(String.valueOf(blocks.getMessage()));
        } catch (BundleException | RuntimeException e) {
            LOG.error("event=feature.remove bundle={} version={} outcome=failed", name, old.getVersion(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Set.of();
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }
}
