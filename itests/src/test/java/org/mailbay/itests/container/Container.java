package org.mailbay.itests.container;

import static org.ops4j.pax.exam.CoreOptions.bootDelegationPackages;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.EventStream;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.ImapClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.JmapSocket;
import org.mailbay.itests.client.PopClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.hotswap.Revision;
import org.mailbay.itests.server.Ports;
import org.mailbay.itests.server.Server;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/** The bundles of the assembled server in a container of Pax Exam, all but one. */
final class Container {
    static final String USER = "eve@swap.test";
    static final String PASSWORD = "wonder-wonder";
    private static final int PATIENCE = 30_000;
    private static final int LAST_LEVEL = 100;

    private final BundleContext context;

    Container(BundleContext context) {
        this.context = context;
    }

    /** What Pax Exam is to start: everything but the bundle {@code absent}. */
    static Option[] without(String absent) throws IOException {
        // A table of a bundle that is not there would be refused.
        return without(absent, absent.equals("smtp") ? "" : "[smtp]\npatienceSeconds = 1");
    }

    /** As {@link #without(String)}, with more of a configuration. */
    static Option[] without(String absent, String more) throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "container")
                .toAbsolutePath();
        int smtp = Ports.free();
        int submission = Ports.free();
        int http = Ports.free();
        int pop3 = Ports.free();
        int imap = Ports.free();
        configure(data, smtp, submission, http, pop3, imap, more);
        List<Option> options = new ArrayList<>(List.of(
                junitBundles(),
                frameworkStartLevel(LAST_LEVEL),
                systemTimeout(60_000),
                // What the launcher lends to the bundles.
                systemPackages("org.osgi.service.log;version=1.5.0", "org.osgi.service.log.admin;version=1.0.0"),
                systemPackages(slf4j("2.0.20")),
                systemPackages(slf4j("1.7.36")),
                bootDelegationPackages("org.assertj.*", "net.bytebuddy.*"),
                frameworkProperty("org.osgi.framework.bundle.parent").value("app"),
                frameworkProperty("mailbay.data").value(data.toString()),
                frameworkProperty("mailbay.ports").value("0"),
                frameworkProperty("mailbay.loopback").value("true"),
                frameworkProperty("itests.smtp").value(Integer.toString(smtp)),
                frameworkProperty("itests.submission").value(Integer.toString(submission)),
                frameworkProperty("itests.pop3").value(Integer.toString(pop3)),
                frameworkProperty("itests.imap").value(Integer.toString(imap)),
                frameworkProperty("itests.http").value(Integer.toString(http))));
        shipped().forEach((name, value) -> options.add(frameworkProperty(name).value(value)));
        Map<String, Integer> levels = levels();
        try (var jars = Files.list(Server.home().resolve("bundles"))) {
            for (Path jar : jars.sorted().toList()) {
                String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
                if (!name.equals("org.mailbay." + absent)) {
                    int level = levels.getOrDefault(name, name.startsWith("org.mailbay.") ? 20 : 10);
                    var option = bundle("reference:" + jar.toUri()).startLevel(level);
                    options.add(isFragment(jar) ? option.noStart() : option);
                }
            }
        }
        return options.toArray(Option[]::new);
    }

    private static String[] slf4j(String version) {
        return Stream.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")
                .map(name -> name + ";version=" + version)
                .toArray(String[]::new);
    }

    private static boolean isFragment(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue("Fragment-Host") != null;
        }
    }

    /** Unlike a server's own, these ports are known before anything listens; and a listener needs no bundle of its protocol. */
    private static void configure(Path data, int smtp, int submission, int http, int pop3, int imap, String more)
            throws IOException {
        Files.createDirectories(data.resolve("etc"));
        Files.writeString(data.resolve("etc/mailbay.toml"), """
                [http]
                port = %d
                tlsPort = -1

                [net.listener.smtp]
                protocol = "smtp"
                port = %d

                [net.listener.submission]
                protocol = "smtp"
                port = %d

                [net.listener.submissions]
                protocol = "smtp"
                ephemeral = true

                [net.listener.lmtp]
                protocol = "smtp"
                ephemeral = true

                [net.listener.imap]
                protocol = "imap"
                port = %d

                [net.listener.imaps]
                protocol = "imap"
                ephemeral = true

                [net.listener.pop3]
                protocol = "pop3"
                port = %d

                [net.listener.pop3s]
                protocol = "pop3"
                ephemeral = true

                %s
                """.formatted(http, smtp, submission, imap, pop3, more));
    }

    private static Map<String, String> shipped() throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Server.home().resolve("framework.properties"))) {
            properties.load(reader);
        }
        Map<String, String> shipped = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> shipped.put(name, properties.getProperty(name)));
        return shipped;
    }

    private static Map<String, Integer> levels() throws IOException {
        Map<String, Integer> levels = new HashMap<>();
        for (String line : Files.readAllLines(Server.home().resolve("levels.tsv"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] cells = line.split("\t");
                levels.put(cells[0], Integer.valueOf(cells[1]));
            }
        }
        return levels;
    }

    void install(String name) throws BundleException {
        context.installBundle("reference:" + Server.bundle(name).toUri()).start();
    }

    /** Installs an example of this build. */
    void installExample(String name) throws BundleException, IOException {
        Path jar = Path.of("../examples", name, "target", name + "-0.1.0.jar").toRealPath();
        context.installBundle("reference:" + jar.toUri()).start();
    }

    /** Updates the bundle in place, to a higher version. */
    void replace(String name) throws BundleException, IOException {
        Path jar = Revision.of(Server.bundle(name), 100, data().resolve("revisions"));
        try (InputStream in = Files.newInputStream(jar)) {
            find(name).update(in);
        }
    }

    void uninstall(String name) throws BundleException {
        find(name).uninstall();
    }

    private Bundle find(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> ("org.mailbay." + name).equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private Path data() {
        return Path.of(context.getProperty("mailbay.data"));
    }

    private int port(String name) {
        return Integer.parseInt(context.getProperty("itests." + name));
    }

    /** Waits until the server can be administered, and makes {@link #USER}. */
    void addUser() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE);
        while (true) {
            try {
                AdminClient admin = new AdminClient(port("http"), data());
                admin.post("domains", Map.of("name", "swap.test", "tenant", "default"));
                admin.post("accounts", Map.of("address", USER, "name", "", "password", PASSWORD));
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    /** Makes another user of the same tenant. */
    void addUser(String address) throws IOException {
        new AdminClient(port("http"), data())
                .post("accounts", Map.of("address", address, "name", "", "password", PASSWORD));
    }

    AdminClient admin() throws IOException {
        return new AdminClient(port("http"), data());
    }

    JmapClient jmap(String address) throws IOException {
        return new JmapClient(port("http"), address, PASSWORD, PATIENCE);
    }

    /** Connects, but reads nothing. */
    SmtpClient smtp() throws IOException {
        return SmtpClient.connect(port("smtp"), PATIENCE);
    }

    /** Connects to where users send. */
    SmtpClient submission() throws IOException {
        return SmtpClient.connect(port("submission"), PATIENCE);
    }

    /** Connects, but reads nothing. */
    PopClient pop3() throws IOException {
        return new PopClient(port("pop3"), PATIENCE);
    }

    /** Connects, but reads nothing. */
    ImapClient imap() throws IOException {
        return new ImapClient(port("imap"), PATIENCE);
    }

    HttpConnection http() throws IOException {
        return new HttpConnection(port("http"), PATIENCE);
    }

    JmapClient jmap() throws IOException {
        return new JmapClient(port("http"), USER, PASSWORD, PATIENCE);
    }

    EventStream events(JmapClient user) throws IOException {
        return new EventStream(port("http"), user, 1, "", PATIENCE);
    }

    JmapSocket socket(JmapClient user) throws IOException {
        return new JmapSocket(port("http"), user, PATIENCE);
    }

    /** The bundle's classes of now, which nobody may hold when it was replaced. */
    WeakReference<ClassLoader> classes(String name) {
        return new WeakReference<>(find(name).adapt(BundleWiring.class).getClassLoader());
    }
}
