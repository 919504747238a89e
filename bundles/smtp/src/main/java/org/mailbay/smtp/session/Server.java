package org.mailbay.smtp.session;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.mailbay.antispam.Antispam;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Relay;
import org.mailbay.delivery.Router;
import org.mailbay.directory.Directory;
import org.mailbay.swap.Swappable;
import org.mailbay.trace.Spans;
import org.mailbay.trace.TraceId;
import org.mailbay.trace.Traces;

/** What all sessions share: the services behind them, the settings, the counts, the time. Any thread. */
public final class Server {
    private final Config config;
    private final String hostname;
    private final InstantSource clock;
    private final Path spoolFolder;
    private final SecureRandom random = new SecureRandom();
    private final Traffic traffic = new Traffic();
    private final Swappable<Directory> directory = new Swappable<>("directory");
    private final Swappable<Delivery> delivery = new Swappable<>("delivery");
    private final Swappable<Traces> traces = new Swappable<>("trace");
    private final Spans spans = new Spans();
    private final Extra<Router> router;
    private final Extra<Relay> relay;
    private final Extra<Antispam> antispam;
    private final Allowance allowance;

    public Server(Config config, InstantSource clock, Path spoolFolder) {
        this.config = config;
        this.clock = clock;
        this.spoolFolder = spoolFolder;
        this.hostname = hostname(config);
        router = Extra.lasting("router", patience(), drain());
        relay = new Extra<>("relay", patience(), drain());
        antispam = new Extra<>("antispam", patience(), drain());
        allowance = new Allowance(config.maxRecipientsInHour(), System::nanoTime);
    }

    /** What the server calls itself: as configured, or the machine's name. */
    public static String hostname(Config config) {
        return config.hostname().isEmpty() ? machineName() : config.hostname();
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    public Traffic traffic() {
        return traffic;
    }

    public Swappable<Directory> directory() {
        return directory;
    }

    public Swappable<Delivery> delivery() {
        return delivery;
    }

    public Extra<Router> router() {
        return router;
    }

    public Extra<Relay> relay() {
        return relay;
    }

    public Extra<Antispam> antispam() {
        return antispam;
    }

    public Swappable<Traces> traces() {
        return traces;
    }

    /** Who wants to know how long things took. */
    public Spans spans() {
        return spans;
    }

    public Allowance allowance() {
        return allowance;
    }

    public Path spoolFolder() {
        return spoolFolder;
    }

    public Duration patience() {
        return Duration.ofSeconds(config.patienceSeconds());
    }

    public Duration drain() {
        return Duration.ofSeconds(config.drainSeconds());
    }

    public String hostname() {
        return hostname;
    }

    public long maxMessageBytes() {
        return config.maxMessageBytes();
    }

    public int maxHeaderBytes() {
        return config.maxHeaderBytes();
    }

    public int maxRecipients() {
        return config.maxRecipients();
    }

    public int maxErrors() {
        return config.maxErrors();
    }

    public int maxAuthFailures() {
        return config.maxAuthFailures();
    }

    public int maxPriority() {
        return config.maxPriority();
    }

    Duration maxHold() {
        return Duration.ofDays(config.maxHoldDays());
    }

    public int dataTimeoutSeconds() {
        return config.dataTimeoutSeconds();
    }

    public boolean hidesClient() {
        return config.hideClient();
    }

    public boolean judgesLmtp() {
        return config.judgeLmtp();
    }

    public boolean filesSentCopy() {
        return config.sentCopy();
    }

    /** Who guesses passwords waits; it holds up no other session. */
    public void pauseAfterFailure() {
        try {
            Thread.sleep(Duration.ofSeconds(config.authDelaySeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String nextTraceId() {
        return TraceId.of(now(), random);
    }

    public Instant now() {
        return clock.instant();
    }
}
