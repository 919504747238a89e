package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.bootDelegationPackage;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.testkit.DnsServer;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import tools.jackson.databind.JsonNode;

/** The resolver is replaced while it is asked: who asks meanwhile waits, and every answer is right; its classes go. */
@RunWith(PaxExam.class)
public final class DnsSwapXIT {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final int CALLERS = 4;
    private static final int REPLACEMENTS = 3;

    @Configuration
    public Option[] everything() throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        // Of no time to live, so that each answer is asked for.
        Option[] all = Container.without("", """
                [dns]
                servers = ["127.0.0.1:%d"]
                unproved = ["test"]
                minTtlSeconds = 0
                failureSeconds = 0
                """.formatted(port));
        List<Option> options = new ArrayList<>(Arrays.asList(all));
        options.add(bootDelegationPackage("org.mailbay.testkit"));
        options.add(frameworkProperty("itests.dns").value(Integer.toString(port)));
        return options.toArray(Option[]::new);
    }

    private static String ask(AdminClient admin, String name) {
        try {
            JsonNode answer = admin.get("dns/" + name + "/MX");
            return answer.get("status").stringValue() + " " + answer.get("records");
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Test
    public void whoAsksWaits() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(DnsSwapXIT.class).getBundleContext();
        Container container = new Container(context);
        container.addUser();
        AdminClient admin = container.admin();
        String right = "found [\"10 mx.one.test\"]";
        List<WeakReference<ClassLoader>> old = new ArrayList<>();
        try (DnsServer dns = DnsServer.on(
                Integer.parseInt(context.getProperty("itests.dns")), List.of("one.test. 0 MX 10 mx.one.test."))) {
            // Present: what is not to be proved is found, what cannot be proved is disproved, in words for people.
            assertThat(ask(admin, "one.test")).isEqualTo(right);
            JsonNode bogus = admin.get("dns/one.net/MX");
            assertThat(bogus.get("status").stringValue()).isEqualTo("bogus");
            assertThat(bogus.get("reason").stringValue()).startsWith("DNSSEC: ").contains(" ");
            assertThat(admin.get("dns").get("dnssec").stringValue()).isEqualTo("validate");

            // Replaced under load.
            AtomicBoolean goOn = new AtomicBoolean(true);
            AtomicInteger answers = new AtomicInteger();
            List<String> wrong = new CopyOnWriteArrayList<>();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Thread.ofPlatform().name("dns-caller").start(() -> {
                    while (goOn.get() && wrong.isEmpty()) {
                        try {
                            String answer = ask(admin, "one.test");
                            if (!answer.equals(right)) {
                                wrong.add(answer);
                            }
                            answers.incrementAndGet();
                        } catch (RuntimeException e) {
                            wrong.add(e.toString());
                        }
                    }
                }));
            }
            for (int i = 0; i < REPLACEMENTS; i++) {
                old.add(container.classes("dns"));
                container.replace("dns");
                awaitMore(answers, wrong);
            }
            goOn.set(false);
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(dns.questions("one.test", "MX")).isGreaterThan(REPLACEMENTS * CALLERS);

            // Gone: who asks waits.
            old.add(container.classes("dns"));
            container.uninstall("dns");
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> ask(admin, "one.test"));
            Thread.sleep(500);
            assertThat(waiting).isNotDone();

            // Back.
            container.install("dns");
            assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(right);
            assertThat(admin.post("dns/flush", Map.of()).has("flushed")).isTrue();
        }
        // Compiled code of the JDK that threads wait in may hold one of them, whichever was busy when it was compiled:
        // ADR 23.
        long deadline = System.nanoTime() + PATIENCE;
        while (kept(old) > 1 && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(100);
        }
        assertThat(kept(old)).as("classes of revisions that are gone").isLessThanOrEqualTo(1);
    }

    private static long kept(List<WeakReference<ClassLoader>> old) {
        return old.stream().filter(classes -> !classes.refersTo(null)).count();
    }

    private static void awaitMore(AtomicInteger answers, List<String> wrong) throws InterruptedException {
        int before = answers.get();
        long deadline = System.nanoTime() + PATIENCE;
        while (answers.get() < before + 2 * CALLERS && wrong.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertThat(wrong).isEmpty();
        assertThat(answers.get()).isGreaterThanOrEqualTo(before + 2 * CALLERS);
    }
}
