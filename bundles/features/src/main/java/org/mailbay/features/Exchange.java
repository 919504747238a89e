package org.mailbay.features;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bundle takes the place of another revision of it. Either the new one works at the end, or the old one does.
 *
 * <p>Side by side: start new, prove new, remember, stop old. Exclusive: stop old, start new, prove new, remember.
 */
final class Exchange {
    /** Manifest header: {@code exclusive} when two revisions cannot run together, as they hold a lock or a port. */
    static final String HEADER = "Mailbay-Update";

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int LEVEL_OF_OURS = 20;
    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;
    private final Duration bound;

    /** @param bound how long the new revision may take until it works */
    Exchange(BundleContext context, ServiceComponentRuntime runtime, Duration bound) {
        this.context = context;
        this.runtime = runtime;
        this.bound = bound;
    }

    /** What is done once the new revision works, and before the old one is gone for good: it must be remembered. */
    interface Remember {
        void run() throws IOException;
    }

    /** What happened. */
    record Done(String mode, Set<String> touched, Runnable withdrawal) {}

    /**
     * Puts the bundle in {@code jar} in the place of {@code old}.
     *
     * @param old null to install
     * @param later whether to leave it to the caller to run the withdrawal of the old one, when he depends on it himself
     */
    Done run(String name, Path jar, @Nullable Bundle old, boolean exclusive, boolean later, Remember remember)
            throws AdminProblem, IOException {
        try (Witness witness = new Witness(context, name);
                Proof proof = new Proof(context, runtime)) {
            Bundle young = install(jar, old);
            try {
                resolve(young);
                if (old != null && exclusive) {
                    stop(old);
                }
                young.start();
                List<String> failing = proof.await(young, bound);
                if (!failing.isEmpty()) {
                    throw new AdminProblem(
                            409,
                            "does-not-work",
                            "The new revision did not work within " + bound.toSeconds() + " s and was withdrawn: "
                                    + String.join("; ", failing));
                }
                remember.run();
            } catch (AdminProblem | IOException | BundleException | RuntimeException | InterruptedException e) {
                throw withdraw(young, old, e);
            }
            Runnable withdrawal = old == null ? () -> {} : () -> remove(old);
            if (!later) {
                withdrawal.run();
            }
            String mode = old == null ? "new" : exclusive ? "exclusive" : "side-by-side";
            return new Done(mode, witness.touched(), withdrawal);
        }
    }

    /** The bundles beside it that would be refreshed with {@code old}: none, if it keeps the law of the house. */
    List<String> draggedAlong(Bundle old) {
        return wiring().getDependencyClosure(List.of(old)).stream()
                .filter(bundle -> bundle != old)
                .map(bundle -> String.valueOf(bundle.getSymbolicName()))
                .sorted()
                .toList();
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

    private void resolve(Bundle young) throws AdminProblem {
        if (!wiring().resolveBundles(List.of(young))) {
            String why = "";
            try {
                // The only way to hear the reason; it cannot start.
                young.start(Bundle.START_TRANSIENT);
            } catch (BundleException e) {
                why = String.valueOf(e.getMessage());
            }
            throw new AdminProblem(409, "does-not-resolve", "Something it needs is not here: " + why);
        }
    }

    private static void undo(Bundle young, @Nullable Bundle old) {
        try {
            young.uninstall();
            if (old != null && old.getState() != Bundle.ACTIVE) {
                old.start();
            }
        } catch (BundleException | RuntimeException e) {
            LOG.error("event=feature.withdraw bundle={} outcome=failed", young.getSymbolicName(), e);
        }
    }

    private AdminProblem withdraw(Bundle young, @Nullable Bundle old, Exception why) throws IOException {
        undo(young, old);
        LOG.warn(
                "event=feature.withdrawn bundle={} version={} why=\"{}\"",
                young.getSymbolicName(),
                young.getVersion(),
                why.getMessage());
        return switch (why) {
            case AdminProblem problem -> problem;
            case IOException failure -> throw failure;
            case InterruptedException interrupt -> {
                Thread.currentThread().interrupt();
                yield new AdminProblem(503, "stopping", "The server is stopping.");
            }
            default -> new AdminProblem(409, "does-not-start", "It does not start: " + root(why));
        };
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

    /** Its components drain while they stop; then it is gone, and nothing else is refreshed. */
    private void remove(Bundle old) {
        long begun = System.nanoTime();
        String name = old.getSymbolicName();
        try {
            old.stop();
            old.uninstall();
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
        } catch (BundleException | RuntimeException e) {
            LOG.error("event=feature.remove bundle={} version={} outcome=failed", name, old.getVersion(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FrameworkWiring wiring() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }
}
