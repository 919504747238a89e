package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.bootDelegationPackage;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.testkit.DnsServer;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import tools.jackson.databind.JsonNode;

/**
 * The pipeline and its stages are replaced while mail comes in: each message is judged by all of them, none is lost; a third party's stage
 * comes, is heard with the next message, and goes.
 */
@RunWith(PaxExam.class)
public final class AntispamSwapXIT {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final int SENDERS = 3;
    private static final List<String> STAGES = List.of(
            "antispam-spf", "antispam-dkim", "antispam-arc", "antispam-dmarc", "antispam-dnsbl", "antispam-greylist");

    private static final Map<String, String> ALL = Map.of(
            "spf", "none", "dkim", "none", "arc", "none", "dmarc", "none", "dnsbl", "none", "greylist", "shadow");

    @Configuration
    public Option[] everything() throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        Option[] all = Container.without("", """
                [dns]
                servers = ["127.0.0.1:%d"]
                unproved = ["test"]

                [antispam]
                awayMillis = 20000
                goneSeconds = 1

                [antispam.dnsbl.nobody]
                zone = "list.test"

                [antispam.stage.greylist]
                enabled = true
                shadow = true
                """.formatted(port));
        List<Option> options = new ArrayList<>(Arrays.asList(all));
        options.add(bootDelegationPackage("org.mailbay.testkit"));
        options.add(frameworkProperty("itests.dns").value(Integer.toString(port)));
        return options.toArray(Option[]::new);
    }

    /** Sends a message; its trace id. */
    private static String send(SmtpClient client, String subject) throws IOException {
        SmtpClient.Reply reply = SmtpClient.expect(
                250, client.send("From: sender@elsewhere.test\r\nSubject: " + subject + "\r\n\r\nx", Container.USER));
        return reply.text().replaceAll(".* ", "");
    }

    /** What each stage said of a message, by its name: the advice, or the failure. */
    private static Map<String, String> opinions(AdminClient admin, String trace) throws IOException {
        Map<String, String> opinions = new HashMap<>();
        for (JsonNode event : admin.get("trace/" + trace).get("events")) {
            JsonNode facts = event.get("facts");
            if (event.get("what").asString().equals("opinion")) {
                String said = facts.has("shadow")
                        ? "shadow"
                        : facts.has("advice") ? facts.get("advice").asString() : "";
                opinions.put(
                        event.get("part").asString().replace("antispam.", ""),
                        facts.has("failure") ? "failed: " + facts.get("failure").asString() : said);
            }
        }
        return opinions;
    }

    @Test
    public void everyMessageIsJudgedByAll() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(AntispamSwapXIT.class).getBundleContext();
        Container container = new Container(context);
        container.addUser();
        AdminClient admin = container.admin();
        List<WeakReference<ClassLoader>> old = new ArrayList<>();
        List<String> traces = new CopyOnWriteArrayList<>();
        try (DnsServer dns = DnsServer.on(
                        Integer.parseInt(context.getProperty("itests.dns")),
                        List.of("elsewhere.test. 0 TXT \"v=spf1 ?all\""));
                SmtpClient client = container.smtp()) {
            SmtpClient.expect(220, client.reply());
            client.hello();
            // The record of traces may come up a moment after the rest.
            long deadline = System.nanoTime() + PATIENCE;
            String first = send(client, "first");
            traces.add(first);
            while (!opinions(admin, first).equals(ALL)) {
                assertThat(System.nanoTime())
                        .as(admin.get("trace/" + first).toString())
                        .isLessThan(deadline);
                first = send(client, "first");
                traces.add(first);
            }
            assertThat(dns.questions("elsewhere.test", "TXT")).isPositive();

            List<String> underLoad = new CopyOnWriteArrayList<>();
            underLoad(container, underLoad, old);
            traces.addAll(underLoad);
            for (String trace : underLoad) {
                assertThat(opinions(admin, trace)).as(trace).isEqualTo(ALL);
            }

            pluginComesAndGoes(container, admin, client, old, traces);
        }
        try (JmapClient user = container.jmap()) {
            assertThat(user.one("Email/query", "\"calculateTotal\":true")
                            .get("total")
                            .asInt())
                    .isEqualTo(traces.size());
        }
        long end = System.nanoTime() + PATIENCE;
        while (kept(old) > 1 && System.nanoTime() < end) {
            System.gc();
            Thread.sleep(100);
        }
        // ADR 23: compiled code of the JDK may hold one of them
        assertThat(kept(old)).as("classes of revisions that are gone").isLessThanOrEqualTo(1);
    }

    private static long kept(List<WeakReference<ClassLoader>> old) {
        return old.stream().filter(classes -> !classes.refersTo(null)).count();
    }

    private static void underLoad(Container container, List<String> traces, List<WeakReference<ClassLoader>> old)
            throws Exception {
        AtomicBoolean goOn = new AtomicBoolean(true);
        AtomicInteger sent = new AtomicInteger();
        List<String> wrong = new CopyOnWriteArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.ofPlatform().name("sender").start(() -> {
                try (SmtpClient client = container.smtp()) {
                    SmtpClient.expect(220, client.reply());
                    client.hello();
                    while (goOn.get() && wrong.isEmpty()) {
                        traces.add(send(client, "message " + sent.incrementAndGet()));
                    }
                } catch (IOException | RuntimeException e) {
                    wrong.add(e.toString());
                }
            }));
        }
        List<String> bundles = new ArrayList<>(STAGES);
        bundles.add("antispam");
        bundles.addAll(STAGES);
        for (String bundle : bundles) {
            awaitMore(sent, wrong, bundle);
            old.add(container.classes(bundle));
            container.replace(bundle);
        }
        awaitMore(sent, wrong, "the last one");
        goOn.set(false);
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(wrong).isEmpty();
    }

    private static void awaitMore(AtomicInteger sent, List<String> wrong, String before) throws InterruptedException {
        int now = sent.get();
        long deadline = System.nanoTime() + PATIENCE;
        while (sent.get() < now + 2 * SENDERS && wrong.isEmpty()) {
            assertThat(System.nanoTime()).as("messages before " + before).isLessThan(deadline);
            Thread.sleep(10);
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean isRecorded(AdminClient admin, String trace) throws IOException {
        try {
            admin.get("antispam/replay/" + trace);
            return true;
        } catch (IOException e) {
            if (!e.getMessage().contains("not-recorded")) {
                throw e;
            }
            return false;
        }
    }

    private static void pluginComesAndGoes(
            Container container,
            AdminClient admin,
            SmtpClient client,
            List<WeakReference<ClassLoader>> old,
            List<String> traces)
            throws Exception {
        String before = send(client, "a lottery");
        // What is judged in the same second as the load is not all recorded: [antispam.records] perSecond
        while (!isRecorded(admin, before)) {
            traces.add(before);
            before = send(client, "a lottery");
            Thread.sleep(100);
        }
        assertThat(opinions(admin, before)).isEqualTo(ALL);
        container.installExample("antispam-stage");
        String with = send(client, "a lottery and a casino");
        assertThat(opinions(admin, with)).containsEntry("example-words", "points");

        // What would it have said of the message before?
        JsonNode replay = admin.get("antispam/replay/" + before).get("replays");
        assertThat(replay.toString())
                .contains("\"stage\":\"example-words\",\"same\":false,\"then\":\"not asked\",\"now\":\"points 2.0");
        for (JsonNode phase : replay) {
            for (JsonNode stage : phase.get("stages")) {
                if (!stage.get("stage").asString().equals("example-words")) {
                    assertThat(stage.get("same").asBoolean())
                            .as(stage.toString())
                            .isTrue();
                }
            }
        }

        String example = "antispam-stage";
        old.add(container.classes(example));
        container.uninstall(example);
        long deadline = System.nanoTime() + PATIENCE;
        String after = send(client, "a lottery once more");
        traces.addAll(List.of(before, with, after));
        while (opinions(admin, after).containsKey("example-words")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            after = send(client, "a lottery once more");
            traces.add(after);
        }
        assertThat(opinions(admin, after)).isEqualTo(ALL);
    }
}
