package org.mailbay.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleException;
import org.slf4j.LoggerFactory;

/** Runs the server in the foreground: {@code Main --home RUNTIME --data DIR --ports BASE [--demo]}. */
public final class Main {

    /** System property: how long the server may take until it is ready, in seconds. */
    private static final String READY_SECONDS = "mailbay.ready.seconds";

    /** In the data folder: what listens where, for programs on this machine. Of the last start that became ready. */
    private static final String LISTENS = "listens";

    /** Every component drains within its own, shorter bound; this one is for bugs. */
    private static final long STOP_MILLIS = 30_000;

    /** What an operator installed may take so long to start before the server is called ready without it. */
    private static final long GUEST_MILLIS = 10_000;

    private static final AtomicReference<ExitCode> EXIT = new AtomicReference<>(ExitCode.STOPPED);

    private Main() {}

    public static void main(String[] arguments) {
        ExitCode code;
        try {
            code = run(Options.parse(List.of(arguments)));
        } catch (Refused e) {
            System.err.println(e.getMessage());
            code = e.code();
        } catch (IOException | BundleException | InterruptedException | RuntimeException e) {
            LoggerFactory.getLogger(Main.class).error("event=start outcome=failed", e);
            System.err.println("Mailbay did not start: " + e);
            code = ExitCode.FAILED;
        }
        EXIT.compareAndSet(ExitCode.STOPPED, code);
        System.exit(code.number());
    }

    private static ExitCode run(Options options) throws Refused, IOException, BundleException, InterruptedException {
        long begun = System.nanoTime();
        try (var _ = DataFolder.take(options.data())) {
            Files.createDirectories(options.data().resolve("log"));
            Files.deleteIfExists(options.data().resolve(LISTENS));
            System.setProperty(Logging.DATA, options.data().toString());
            System.setProperty(Logging.FORMAT, options.log().name().toLowerCase(Locale.ROOT));
            var bundles = BundleList.read(options.home(), options.data());
            var container = Container.fill(options, bundles);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(container)));
            container.start();
            var guests = container.startGuests();
            var lines = Readiness.await(container.context(), Long.getLong(READY_SECONDS, 60) * 1000);
            if (lines.isEmpty() && !container.isUp()) {
                System.err.println("Mailbay did not start: the last error above says why.");
                return ExitCode.FAILED;
            }
            guests.await(GUEST_MILLIS);
            container.broken().forEach(System.err::println);
            if (lines.isEmpty()) {
                explain(container);
                return ExitCode.NOT_READY;
            }
            lines.get().forEach(System.out::println);
            Files.write(options.data().resolve(LISTENS), lines.get());
            Readiness.announcements(container.context()).forEach(System.out::println);
            System.out.println("Mailbay is ready in " + secondsSince(begun));
            IdleCollector.start();
            container.awaitStop();
            return ExitCode.STOPPED;
        }
    }

    private static String secondsSince(long begun) {
        long millis = (System.nanoTime() - begun) / 1_000_000;
        return millis / 1000 + "." + millis / 100 % 10 + " s";
    }

    private static void explain(Container container) {
        System.err.println("Mailbay is not ready: no service with mailbay.ready=true came in time. What waits:");
        try {
            new Components(container.context()).waiting().forEach(System.err::println);
        } catch (Exception e) {
            LoggerFactory.getLogger(Main.class).error("event=explain outcome=failed", e);
        }
    }

    /** Runs when the process is told to end, by a signal or by us. The answer to a signal would be 128 + n, so we end it ourselves. */
    private static void stop(Container container) {
        try {
            if (!container.stop(STOP_MILLIS)) {
                EXIT.set(ExitCode.FAILED);
                System.err.println("Mailbay did not stop within " + STOP_MILLIS / 1000 + " s and was cut off.");
            }
        } catch (BundleException | InterruptedException | RuntimeException e) {
            EXIT.set(ExitCode.FAILED);
            LoggerFactory.getLogger(Main.class).error("event=stop outcome=failed", e);
        }
        System.out.flush();
        Runtime.getRuntime().halt(EXIT.get().number());
    }
}
