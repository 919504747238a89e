package org.mailbay.tls.files;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.tls.Certificates;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates in a folder, followed as they change. */
@Component(
        immediate = true,
        service = {PemCertificates.class, Certificates.class, HealthCheck.class},
        configurationPid = "tls.files",
        property = {"hc.name=Certificates", "hc.tags=mailbay", "hc.tags=tls"})
@Designate(ocd = PemCertificates.Config.class)
public final class PemCertificates implements Certificates, HealthCheck {
    /** Where certificates are. */
    @ObjectClassDefinition(name = "Certificates from files", description = "PEM files of certificates and keys.")
    public @interface Config {
        @AttributeDefinition(description = "Folder of the files; empty: tls in the data folder.")
        String directory() default "";

        @AttributeDefinition(
                description =
                        "Files as chain:key, the default first; empty: every NAME.crt with NAME.key in the folder.")
        String[] pairs() default {};

        @AttributeDefinition(
                description =
                        "Name for the self-signed certificate that is used until there is another; empty: the machine's.")
        String hostname() default "";

        @AttributeDefinition(
                description = "How often to look whether a file has changed, in seconds.",
                min = "1",
                max = "86400")
        int checkSeconds() default 10;

        @AttributeDefinition(description = "Health warns so many days before a certificate ends.", min = "0")
        int warnDays() default 14;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PemCertificates.class);

    private final Folder folder;
    private final String hostname;
    private final Duration warning;
    private final InstantSource clock;
    private final SniKeyManager keys;
    private final Thread watcher;
    private volatile Map<String, String> troubles = Map.of();

    @Activate
    public PemCertificates(BundleContext context, Config config) {
        this(directory(context.getProperty("mailbay.data"), config), config, InstantSource.system());
    }

    PemCertificates(Path directory, Config config, InstantSource clock) {
        this.folder = new Folder(directory, List.of(config.pairs()));
        this.hostname = config.hostname().isBlank()
                ? machineName()
                : config.hostname().strip().toLowerCase(Locale.ROOT);
        this.warning = Duration.ofDays(config.warnDays());
        this.clock = clock;
        Set<String> seen = folder.fingerprint();
        this.keys = new SniKeyManager(load(new Pairs(List.of())));
        Duration pause = Duration.ofSeconds(config.checkSeconds());
        this.watcher = Thread.ofVirtual().name("tls-files").start(() -> watch(pause, seen));
    }

    private static Path directory(String data, Config config) {
        if (!config.directory().isBlank()) {
            return Path.of(config.directory().strip());
        }
        if (data == null || data.isBlank()) {
            throw new IllegalStateException("neither tls.files.directory nor the data folder is known");
        }
        return Path.of(data, "tls");
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public X509ExtendedKeyManager keyManager() {
        return keys;
    }

    @Override
    public long generation() {
        return keys.generation();
    }

    /** What is shown to clients now. */
    Pairs pairs() {
        return keys.pairs();
    }

    /** File name → why it is of no use. */
    Map<String, String> troubles() {
        return troubles;
    }

    /** Where the files are. */
    Path directory() {
        return folder.directory();
    }

    @Deactivate
    void close() throws InterruptedException {
        watcher.interrupt();
        watcher.join(Duration.ofSeconds(5));
    }

    private void watch(Duration pause, Set<String> first) {
        Set<String> seen = first;
        try {
            while (true) {
                Thread.sleep(pause);
                Set<String> now = folder.fingerprint();
                if (!now.equals(seen)) {
                    seen = now;
                    keys.change(load(keys.pairs()));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("event=certificates-unwatched");
        }
    }

    private Pairs load(Pairs before) {
        Folder.Contents contents = folder.read(before);
        Map<String, String> wrong = new TreeMap<>(contents.troubles());
        List<Pair> pairs = new ArrayList<>(contents.pairs());
        contents.troubles()
                .forEach((name, why) -> LOG.error("event=certificate-unusable name={} why=\"{}\"", name, why));
        if (pairs.isEmpty()) {
            selfSigned(pairs, wrong);
        }
        pairs.forEach(pair -> LOG.info(
                "event=certificate-loaded name={} for={} until={}", pair.name(), pair.names(), pair.notAfter()));
        troubles = Map.copyOf(wrong);
        return new Pairs(pairs);
    }

    private void selfSigned(List<Pair> pairs, Map<String, String> wrong) {
        try {
            SelfSigned made = SelfSigned.make(hostname, clock.instant(), new SecureRandom());
            pairs.add(Pair.of(Folder.SELF_SIGNED, made));
            folder.write(made);
            LOG.info("event=certificate-made name={} for={}", Folder.SELF_SIGNED, hostname);
        } catch (IOException e) {
            // It serves until the next start, which makes another one.
            wrong.put(Folder.SELF_SIGNED, "cannot be kept: " + e);
            LOG.error("event=certificate-not-kept why=\"{}\"", e.toString());
        } catch (GeneralSecurityException | Pair.Unusable e) {
            throw new IllegalStateException("no certificate can be made", e);
        }
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        Instant now = clock.instant();
        for (Pair pair : keys.pairs().pairs()) {
            Instant end = pair.notAfter();
            if (now.isAfter(end)) {
                log.critical("Certificate {} ended {}", pair.name(), end);
            } else if (now.plus(warning).isAfter(end)) {
                log.warn("Certificate {} ends {}", pair.name(), end);
            } else {
                log.info("Certificate {} for {} until {}", pair.name(), pair.names(), end);
            }
        }
        troubles.forEach((name, why) -> log.critical("Certificate {}: {}", name, why));
        return new Result(log);
    }
}
