package org.mailbay.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mailbay.itests.endtoend.Programs;

/** Debian's Postfix, in a folder of its own. Its log has every command, for it is told to debug. */
final class Postfix implements Peer {
    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = FOLDER/queue
            data_directory = FOLDER/data
            daemon_directory = /usr/lib/postfix/sbin
            command_directory = /usr/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = FOLDER/log
            maillog_file_prefixes = FOLDER
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mx.peer.test
            myorigin = peer.test
            mydestination =
            mynetworks = 127.0.0.0/8
            alias_maps =
            virtual_alias_maps =
            virtual_mailbox_domains = peer.test
            virtual_mailbox_maps = texthash:FOLDER/etc/users
            virtual_mailbox_base = FOLDER/mail
            virtual_mailbox_limit = 0
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            transport_maps = inline:{example.test=smtp:[127.0.0.1]:MAILBAY}
            smtpd_recipient_restrictions = check_recipient_access texthash:FOLDER/etc/access, permit_mynetworks, reject
            smtpd_peername_lookup = no
            smtpd_tls_security_level = may
            smtpd_tls_cert_file = CERTIFICATE
            smtpd_tls_key_file = KEY
            smtpd_tls_received_header = yes
            smtp_tls_security_level = encrypt
            message_size_limit = 104857600
            disable_dns_lookups = yes
            minimal_backoff_time = 1s
            maximal_backoff_time = 2s
            queue_run_delay = 1s
            debug_peer_list = 127.0.0.1
            debug_peer_level = 2
            multi_instance_enable = yes
            alternate_config_directories =
            """;
    private static final String MASTER = """
            127.0.0.1:PORT inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            virtual unix - n n - - virtual
            showq unix n - n - - showq
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            """;

    private final Path folder;
    private final int port;

    private Postfix(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test where it cannot be had. */
    static void need() {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/lib/postfix/sbin/master")),
                "postfix is not installed; .ci/run installs it");
        assumeTrue("root".equals(System.getProperty("user.name")), "postfix is started by root only");
    }

    static Postfix start(Place place) throws IOException, InterruptedException {
        Path folder = place.folder();
        for (String part : List.of("etc", "queue", "data", "mail")) {
            Files.createDirectories(folder.resolve(part));
        }
        Programs.run("", List.of("chown", "postfix", folder.resolve("data").toString()));
        Programs.run("", List.of("chown", "65534:65534", folder.resolve("mail").toString()));
        Files.writeString(folder.resolve("etc/main.cf"), filled(MAIN, place));
        Files.writeString(folder.resolve("etc/master.cf"), filled(MASTER, place));
        Files.writeString(folder.resolve("etc/access"), "later@peer.test 450 4.2.0 Greylisted, come back\n");
        Files.writeString(
                folder.resolve("etc/users"),
                String.join(
                        "",
                        Stream.of("sender", "ann", "bob", "jörg", "later")
                                .map(user -> user + "@peer.test " + user.replace("ö", "oe") + "/\n")
                                .toList()));
        Postfix postfix = new Postfix(folder, place.port());
        postfix.run("start");
        return postfix;
    }

    private static String filled(String text, Place place) {
        return text.replace("FOLDER", place.folder().toString())
                .replace("PORT", Integer.toString(place.port()))
                .replace("MAILBAY", Integer.toString(place.mailbay()))
                .replace("CERTIFICATE", place.certificate().toString())
                .replace("KEY", place.key().toString());
    }

    private void run(String command) throws IOException, InterruptedException {
        Programs.run(
                "", List.of("/usr/sbin/postfix", "-c", folder.resolve("etc").toString(), command));
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
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void takeLater() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("etc/access"), "");
        run("reload");
    }

    @Override
    public void assertUsedWhatWeOffer() throws IOException {
        List<String> said = log().lines()
                .filter(line -> line.contains("postfix/smtp["))
                .filter(line -> line.matches(".*\\]: [<>] 127\\.0\\.0\\.1\\[.*"))
                .map(line -> line.replaceFirst(".*?\\]: ([<>]) \\S+ ", "$1 "))
                .toList();
        assertThat(said).contains("> STARTTLS");
        // Pipelined: DATA was said before the reply to MAIL came.
        int mail = said.stream()
                .filter(line -> line.startsWith("> MAIL FROM:"))
                .mapToInt(said::indexOf)
                .findFirst()
                .orElseThrow();
        assertThat(said.subList(mail + 1, mail + 3)).as("pipelining").allMatch(line -> line.startsWith(">"));
        assertThat(said).anyMatch(line -> line.matches("> MAIL FROM:<sender@peer.test> SIZE=\\d+.* BODY=8BITMIME.*"));
        assertThat(said).anyMatch(line -> line.matches("> MAIL FROM:.* ENVID=round-trip RET=HDRS.*"));
        assertThat(said).anyMatch(line -> line.matches("> MAIL FROM:.* SMTPUTF8.*"));
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        run("stop");
    }
}
