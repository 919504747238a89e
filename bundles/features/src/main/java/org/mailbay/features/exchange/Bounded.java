package org.mailbay.features.exchange;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mailbay.admin.spi.AdminProblem;
import org.osgi.framework.BundleException;

/** Calls others' code on a thread of its own: who does not come back is interrupted, and then left. */
final class Bounded {
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(3);

    private Bounded() {}

    /**
     * Runs {@code work}.
     *
     * @param name of the bundle that is called
     * @throws AdminProblem {@code blocks}, with the place where it stands, when it does not come back
     */
    static <T> T run(String name, String what, Callable<T> work, Duration bound)
            throws AdminProblem, BundleException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("features-" + what + " " + name)
                .start(task);
        try {
            return task.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            String where = where(thread);
            thread.interrupt();
            thread.join(AFTER_INTERRUPT);
            throw new AdminProblem(
                    409,
                    "blocks",
                    name + " did not " + what + " within " + bound.toSeconds() + " s: it stands at " + where
                            + (thread.isAlive()
                                    ? ", even when it is interrupted; its thread stays until it returns or the server stops."
                                    : "."));
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case BundleException thrown -> throw thrown;
                case AdminProblem thrown -> throw thrown;
                case InterruptedException thrown -> throw thrown;
                case RuntimeException thrown -> throw thrown;
                // An Error of the bundle, such as a class that is not there, is its own fault and ends nobody else.
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** The innermost frame that is not the platform's. */
    private static String where(Thread thread) {
        StackTraceElement[] frames = thread.getStackTrace();
        return Arrays.stream(frames)
                .filter(frame ->
                        frame.getModuleName() == null || !frame.getModuleName().startsWith("java."))
                .findFirst()
                .or(() -> Arrays.stream(frames).findFirst())
                .map(StackTraceElement::toString)
                .orElse("an unknown place");
    }
}
