package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.client.SmtpClient.Reply;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;

/** Who says where mail goes, and who records it, are replaced under load, go and come back: an alias is never nobody, and mail never waits for its record. */
@RunWith(PaxExam.class)
public final class RoutingSwapXIT {
    private static final String ALIAS = "alias@swap.test";
    private static final Pattern ID = Pattern.compile("Ok: ([0-9a-z]+)");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final int SENDERS = 3;
    private static final int REPLACEMENTS = 2;

    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    @Configuration
    public Option[] everything() throws IOException {
        return Container.without("");
    }

    private static Reply send(SmtpClient client) throws IOException {
        Reply reply = client.send("From: x@elsewhere.test\r\nSubject: one\r\n\r\nx", ALIAS);
        if (reply.code() != 250) {
            client.command("RSET");
        }
        return reply;
    }

    private void send(Container container, AtomicBoolean goOn) {
        try (SmtpClient client = container.smtp()) {
            SmtpClient.expect(220, client.reply());
            client.hello();
            while (goOn.get() && wrong.isEmpty()) {
                Reply reply = send(client);
                Matcher id = ID.matcher(reply.text());
                if (reply.code() == 250 && id.find()) {
                    accepted.add(id.group(1));
                } else if (reply.code() / 100 != 4) {
                    wrong.add(reply.toString());
                }
            }
        } catch (IOException | RuntimeException e) {
            wrong.add(e.toString());
        }
    }

    private static boolean isRecorded(AdminClient admin, String id) {
        try {
            return !admin.get("trace/" + id).get("events").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    public void anAliasIsNeverNobody() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(RoutingSwapXIT.class).getBundleContext());
        container.addUser();
        AdminClient admin = container.admin();
        await("the router", () -> {
            try {
                return admin.put("routing/aliases/" + ALIAS, Map.of("to", List.of(Container.USER)))
                        .has("name");
            } catch (IOException e) {
                return false;
            }
        });
        AtomicBoolean goOn = new AtomicBoolean(true);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(Thread.ofPlatform().name("sender").start(() -> send(container, goOn)));
        }
        for (int i = 0; i < REPLACEMENTS; i++) {
            for (String bundle : List.of("routing", "trace")) {
                awaitMore();
                container.replace(bundle);
            }
        }
        awaitMore();
        String recorded = accepted.getLast();
        await("the record of the last message", () -> isRecorded(admin, recorded));

        // Without records, mail goes on; they are there again afterwards.
        container.uninstall("trace");
        awaitMore();
        container.install("trace");
        await("the records to be back", () -> isRecorded(admin, recorded));
        goOn.set(false);
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(wrong).isEmpty();

        // Without the router, nobody is told that there is no such address.
        container.uninstall("routing");
        try (SmtpClient client = container.smtp()) {
            SmtpClient.expect(220, client.reply());
            client.hello();
            assertThat(send(client).code() / 100).isEqualTo(4);
            container.install("routing");
            await("the router to be back", () -> {
                try {
                    Reply reply = send(client);
                    assertThat(reply.code() / 100).as(reply.toString()).isIn(2, 4);
                    return reply.code() == 250 && accepted.add("one");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        try (JmapClient client = container.jmap()) {
            assertThat(client.one("Email/query", "\"calculateTotal\":true")
                            .get("total")
                            .asInt())
                    .isEqualTo(accepted.size());
        }
    }

    private void awaitMore() throws InterruptedException {
        int before = accepted.size();
        await("mail to be taken", () -> !wrong.isEmpty() || accepted.size() > before + 2 * SENDERS);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long for " + what).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
