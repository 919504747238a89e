package org.mailbay.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mailbay.itests.endtoend.Programs;

/** Debian's Exim, in a folder of its own, as the user Debian-exim. */
final class Exim implements Peer {
    private static final String CONFIGURATION = """
            primary_hostname = mx.peer.test
            qualify_domain = peer.test
            exim_path = PROGRAM
            spool_directory = FOLDER/spool
            log_file_path = FOLDER/%slog
            log_selector = +all
            pid_file_path = FOLDER/pid
            deliver_drop_privilege
            keep_environment =
            daemon_smtp_ports = PORT
            local_interfaces = 127.0.0.1
            tls_advertise_hosts = *
            tls_certificate = CERTIFICATE
            tls_privatekey = KEY
            dsn_advertise_hosts = *
            smtputf8_advertise_hosts = *
            chunking_advertise_hosts = *
            message_size_limit = 100M
            host_lookup =
            rfc1413_hosts =
            acl_smtp_rcpt = rcpt
            retry_interval_max = 2s

            begin acl
            rcpt:
              defer
                local_parts = later
                condition = ${if !exists{FOLDER/open}}
                message = 450 4.2.0 Greylisted, come back
              deny
                !domains = peer.test : example.test
                message = 550 5.7.1 Not here
              deny
                domains = peer.test
                !local_parts = sender : ann : bob : jörg : later
                message = 550 5.1.1 Nobody of this name
              accept

            begin routers
            users:
              driver = accept
              domains = peer.test
              transport = maildir
            mailbay:
              driver = manualroute
              domains = example.test
              route_list = * 127.0.0.1
              self = send
              transport = mailbay

            begin transports
            maildir:
              driver = appendfile
              directory = FOLDER/mail
              maildir_format
              create_directory
              headers_add = Delivered-To: $local_part@$domain
            mailbay:
              driver = smtp
              port = MAILBAY
              allow_localhost
              hosts_require_tls = *
              tls_verify_hosts =
              tls_try_verify_hosts =
              hosts_try_chunking = *

            begin retry
            * * F,1h,1s
            """;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Path folder;
    private final int port;
    private final Process process;

    private Exim(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    private static Path program() {
        String given = System.getenv("MAILBAY_EXIM");
        return Path.of(given == null ? "/usr/sbin/exim4" : given);
    }

    /** Skips the test where it cannot be had. */
    static void need() throws IOException {
        assumeTrue(
                Files.isExecutable(program()),
                "exim4 is not installed, nor where MAILBAY_EXIM points; .ci/run unpacks it");
        assumeTrue("root".equals(System.getProperty("user.name")), "exim4 is started by root here");
        assumeTrue(
                Files.readString(Path.of("/etc/passwd")).contains("Debian-exim:"),
                "there is no user Debian-exim; .ci/run makes one");
    }

    static Exim start(Place place) throws IOException, InterruptedException {
        Path folder = place.folder();
        Path file = folder.resolve("exim.conf");
        Files.createDirectories(folder.resolve("mail"));
        // Debian-exim starts it again for a bounce, and may not be able to read where it was unpacked.
        Path program = Files.copy(program(), folder.resolve("exim4"));
        Files.writeString(
                file,
                CONFIGURATION
                        .replace("FOLDER", folder.toString())
                        .replace("PROGRAM", program.toString())
                        .replace("PORT", Integer.toString(place.port()))
                        .replace("MAILBAY", Integer.toString(place.mailbay()))
                        .replace("CERTIFICATE", place.certificate().toString())
                        .replace("KEY", place.key().toString()));
        Programs.run("", List.of("chown", "-R", "Debian-exim", folder.toString()));
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--reuid=Debian-exim",
                        "--regid=Debian-exim",
                        "--clear-groups",
                        program.toString(),
                        "-C",
                        file.toString(),
                        "-bdf",
                        "-q1s")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        Exim exim = new Exim(folder, place.port(), process);
        exim.awaitReady();
        return exim;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                assertThat(process.isAlive()).as(log()).isTrue();
                assertThat(System.nanoTime()).as(log()).isLessThan(deadline);
                Thread.sleep(50);
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Maildir mail() {
        return new Maildir(folder.resolve("mail"));
    }

    @Override
    public String log() throws IOException {
        StringBuilder log = new StringBuilder();
        for (String name : List.of("out", "mainlog", "paniclog")) {
            Path file = folder.resolve(name);
            log.append(Files.exists(file) ? Files.readString(file) : "");
        }
        return log.toString();
    }

    @Override
    public void takeLater() throws IOException {
        Files.writeString(folder.resolve("open"), "");
    }

    @Override
    public void assertUsedWhatWeOffer() throws IOException {
        // What it sent: L is pipelining, K chunks, X the cipher.
        List<String> sent = log().lines()
                .filter(line -> line.contains(" => ") && line.contains(" T=mailbay "))
                .toList();
        assertThat(sent)
                .isNotEmpty()
                .allMatch(line -> line.contains(" X=TLS1.3:"))
                .allMatch(line -> line.contains(" K "));
        assertThat(sent).anyMatch(line -> line.contains(" L "));
    }

    @Override
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
