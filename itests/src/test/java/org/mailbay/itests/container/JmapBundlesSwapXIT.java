package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;
import tools.jackson.databind.JsonNode;

/** Each small bundle of JMAP is replaced under load, goes and comes back: nobody is refused who asks while it is replaced, and mail goes on without it. */
@RunWith(PaxExam.class)
public final class JmapBundlesSwapXIT {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final int CALLERS = 3;
    private static final int REPLACEMENTS = 2;

    /**
     * A bundle and what a client sees of it.
     *
     * @param calls two at most, ACCOUNT in them; none may be an error
     * @param error what the first is told when the bundle is gone
     */
    private record Subject(String bundle, String capability, String calls, String error) {
        Subject(String bundle, String capability, String calls) {
            this(bundle, capability, calls, "unknownMethod");
        }
    }

    private static final List<Subject> SUBJECTS = List.of(
            new Subject(
                    "jmap-sharing",
                    "urn:ietf:params:jmap:principals",
                    "[[\"Principal/get\",{\"accountId\":\"ACCOUNT\",\"ids\":null},\"0\"]]"),
            new Subject(
                    "jmap-push",
                    "urn:ietf:params:jmap:webpush-vapid",
                    "[[\"PushSubscription/get\",{\"ids\":null},\"0\"]]"),
            new Subject(
                    "jmap-blob",
                    "urn:ietf:params:jmap:blob",
                    "[[\"Blob/upload\",{\"accountId\":\"ACCOUNT\",\"create\":{\"a\":{\"data\":[{\"data:asText\":\"x\"}]}}},"
                            + "\"0\"],[\"Blob/get\",{\"accountId\":\"ACCOUNT\",\"ids\":[\"#a\"]},\"1\"]]"),
            new Subject(
                    "jmap-quota",
                    "urn:ietf:params:jmap:quota",
                    "[[\"Quota/get\",{\"accountId\":\"ACCOUNT\",\"ids\":null},\"0\"]]"),
            new Subject(
                    "jmap-smime",
                    "urn:ietf:params:jmap:smimeverify",
                    "[[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"ids\":[\"EMAIL\"],\"properties\":[\"smimeStatus\"]},\"0\"],"
                            + "[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"filter\":{\"hasSmime\":false}},\"1\"]]",
                    "invalidArguments"));

    private static final String MAIL =
            "[[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"ids\":[\"EMAIL\"],\"properties\":[\"subject\"]},\"0\"]]";

    /** The account's only email. */
    private String email = "";

    @Configuration
    public Option[] everything() throws IOException {
        return Container.without("", "[jmap.core]\nawaySeconds = 5\ngoneSeconds = 2");
    }

    /** Sent with no more than is always there, and with the capability while it is announced. */
    private Answer ask(JmapClient client, String capability, String calls) throws IOException {
        String request = "{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\"" + capability
                + "],\"methodCalls\":"
                + calls.replace("ACCOUNT", client.account()).replace("EMAIL", email) + '}';
        return client.raw("application/json", request.getBytes(StandardCharsets.UTF_8));
    }

    private Answer ask(JmapClient client, Subject subject) throws IOException {
        return ask(client, ",\"" + subject.capability + '"', subject.calls);
    }

    /** Null when every call was answered as it should be. */
    private static String wrong(Answer answer) {
        if (answer.status() != 200) {
            return answer.status() + " " + answer.text();
        }
        for (JsonNode response : answer.json().get("methodResponses")) {
            if (response.get(0).asString().equals("error")) {
                return answer.text();
            }
        }
        return null;
    }

    /** Nothing may seem to be gone that is being replaced: there is no session until it is known which. */
    private static boolean announced(JmapClient client, Subject subject) throws IOException {
        Answer session = client.get("/.well-known/jmap");
        if (session.status() == 503) {
            return true;
        }
        assertThat(session.status()).as(session.text()).isEqualTo(200);
        return session.json().get("capabilities").has(subject.capability);
    }

    private void call(
            Container container, Subject subject, AtomicBoolean goOn, AtomicInteger right, List<String> wrong) {
        try (JmapClient client = container.jmap()) {
            while (goOn.get() && wrong.isEmpty()) {
                String error = wrong(ask(client, subject));
                if (error == null) {
                    right.incrementAndGet();
                } else {
                    wrong.add(error);
                }
            }
        } catch (IOException | RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    @Test
    public void nobodyIsRefusedWhileOneIsReplaced() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(JmapBundlesSwapXIT.class).getBundleContext());
        container.addUser();
        try (SmtpClient sender = container.smtp();
                JmapClient client = container.jmap()) {
            SmtpClient.expect(220, sender.reply());
            sender.hello();
            SmtpClient.expect(
                    250, sender.send("From: " + Container.USER + "\r\nSubject: one\r\n\r\nx", Container.USER));
            email = client.one("Email/query", "").at("/ids/0").asString();
            assertThat(email).isNotEmpty();
            for (Subject subject : SUBJECTS) {
                assertThat(announced(client, subject)).as(subject.bundle).isTrue();
                assertThat(wrong(ask(client, subject))).as(subject.bundle).isNull();
            }
            List<WeakReference<ClassLoader>> old = new ArrayList<>();
            for (Subject subject : SUBJECTS) {
                replaced(container, subject, old);
                goneAndBack(container, client, subject, old);
            }
            await("the classes of revisions that are gone", () -> {
                System.gc();
                return old.stream().allMatch(classes -> classes.refersTo(null));
            });
        }
    }

    private void replaced(Container container, Subject subject, List<WeakReference<ClassLoader>> old) throws Exception {
        AtomicBoolean goOn = new AtomicBoolean(true);
        AtomicInteger right = new AtomicInteger();
        List<String> wrong = new CopyOnWriteArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(Thread.ofPlatform().start(() -> call(container, subject, goOn, right, wrong)));
        }
        for (int i = 0; i < REPLACEMENTS; i++) {
            int before = right.get();
            await("calls of " + subject.bundle, () -> !wrong.isEmpty() || right.get() > before + 2 * CALLERS);
            old.add(container.classes(subject.bundle));
            container.replace(subject.bundle);
        }
        int before = right.get();
        await("calls of " + subject.bundle, () -> !wrong.isEmpty() || right.get() > before + 2 * CALLERS);
        goOn.set(false);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(wrong).as(subject.bundle).isEmpty();
    }

    private void goneAndBack(
            Container container, JmapClient client, Subject subject, List<WeakReference<ClassLoader>> old)
            throws Exception {
        old.add(container.classes(subject.bundle));
        container.uninstall(subject.bundle);
        long deadline = System.nanoTime() + PATIENCE;
        while (announced(client, subject) && System.nanoTime() < deadline) {
            assertThat(wrong(ask(client, "", MAIL))).as(subject.bundle).isNull();
            Thread.sleep(100);
        }
        assertThat(announced(client, subject)).as(subject.bundle).isFalse();
        Answer refused = ask(client, "", subject.calls);
        while (refused.status() == 503 && System.nanoTime() < deadline) {
            refused = ask(client, "", subject.calls);
        }
        assertThat(refused.status()).as(refused.text()).isEqualTo(200);
        assertThat(refused.json().at("/methodResponses/0/1/type").asString())
                .as(refused.text())
                .isEqualTo(subject.error);
        assertThat(wrong(ask(client, "", MAIL))).as(subject.bundle).isNull();

        container.install(subject.bundle);
        await(subject.bundle + " to be back", () -> {
            try {
                return announced(client, subject) && wrong(ask(client, subject)) == null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long for " + what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
