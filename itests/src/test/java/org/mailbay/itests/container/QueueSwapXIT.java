package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import tools.jackson.databind.JsonNode;

/** {@code queue} comes, is replaced while mail goes to another server, goes and comes back: what was accepted arrives, and who sent it is told. */
@RunWith(PaxExam.class)
public final class QueueSwapXIT {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);
    private static final int REPLACEMENTS = 3;

    @Configuration
    public Option[] everythingElse() throws IOException {
        return Container.without("queue");
    }

    /** Other servers. */
    private static final class Sink implements Transport {
        final Map<String, Integer> taken = new ConcurrentHashMap<>();

        @Override
        public List<Carried> carry(Consignment consignment) {
            List<Carried> carried = new ArrayList<>();
            consignment.recipients().forEach(one -> {
                taken.merge(one.address(), 1, Integer::sum);
                carried.add(new Carried.Taken("250 2.0.0 Ok: sink", "sink.test [192.0.2.1]:25", false));
            });
            return carried;
        }

        @Override
        public List<String> explain(String destination) {
            return List.of("sink.test");
        }
    }

    private static JsonNode one(JmapClient client, String method, String arguments) throws IOException {
        String request = "{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\","
                + "\"urn:ietf:params:jmap:submission\"],\"methodCalls\":[[\"" + method + "\",{\"accountId\":\""
                + client.account() + "\"" + arguments + "},\"0\"]]}";
        Answer answer = client.raw("application/json", request.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode response = answer.json().get("methodResponses").get(0);
        assertThat(response.get(0).asString()).as(answer.text()).isEqualTo(method);
        return response.get(1);
    }

    private static JsonNode submit(JmapClient client, String identity, String email, String recipient)
            throws IOException {
        return one(
                client,
                "EmailSubmission/set",
                ",\"create\":{\"s\":{\"identityId\":\"" + identity + "\",\"emailId\":\"" + email
                        + "\",\"envelope\":{\"mailFrom\":{\"email\":\"" + Container.USER
                        + "\"},\"rcptTo\":[{\"email\":\"" + recipient + "\"}]}}}");
    }

    @Test
    public void whatWasAcceptedArrives() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(QueueSwapXIT.class).getBundleContext();
        Container container = new Container(context);
        container.addUser();
        container.uninstall("smtp-out");
        Sink sink = new Sink();
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Transport.NAME, "smtp");
        context.registerService(Transport.class, sink, properties);
        try (SmtpClient sender = container.smtp();
                JmapClient client = container.jmap()) {
            SmtpClient.expect(220, sender.reply());
            sender.hello();
            SmtpClient.expect(
                    250, sender.send("From: " + Container.USER + "\r\nSubject: one\r\n\r\nx", Container.USER));
            String identity = one(client, "Identity/get", ",\"ids\":null")
                    .at("/list/0/id")
                    .asString();
            String email = one(client, "Email/query", "").at("/ids/0").asString();

            // Absent: refused by name.
            assertThat(submit(client, identity, email, "early@sink.test")
                            .at("/notCreated/s/type")
                            .asString())
                    .isEqualTo("forbiddenToSend");

            // Present.
            container.install("queue");
            Map<String, String> accepted = new ConcurrentHashMap<>();
            accepted.put(
                    "first@sink.test",
                    submit(client, identity, email, "first@sink.test")
                            .at("/created/s/id")
                            .asString());

            // Replaced while somebody sends without a break.
            List<String> wrong = new CopyOnWriteArrayList<>();
            AtomicBoolean goOn = new AtomicBoolean(true);
            Thread load = Thread.ofPlatform().start(() -> send(container, identity, email, goOn, accepted, wrong));
            for (int i = 0; i < REPLACEMENTS; i++) {
                Thread.sleep(500);
                container.replace("queue");
            }
            goOn.set(false);
            load.join();
            assertThat(wrong).isEmpty();
            assertThat(accepted).hasSizeGreaterThan(REPLACEMENTS);

            // Gone: what was accepted waits.
            container.uninstall("queue");
            accepted.put(
                    "late@sink.test",
                    submit(client, identity, email, "late@sink.test")
                            .at("/created/s/id")
                            .asString());
            assertThat(sink.taken).doesNotContainKey("late@sink.test");

            // Back: everything arrives, and the sender sees it.
            container.install("queue");
            long deadline = System.nanoTime() + PATIENCE;
            List<String> untold = untold(client, accepted);
            while (!untold.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(200);
                untold = untold(client, accepted);
            }
            assertThat(untold).isEmpty();
            assertThat(sink.taken.keySet()).containsExactlyInAnyOrderElementsOf(accepted.keySet());
            assertThat(sink.taken.values()).allMatch(times -> times <= 2);
        }
    }

    /** Recipients of whom the sender does not see that another server has taken the message. */
    private static List<String> untold(JmapClient client, Map<String, String> accepted) throws IOException {
        List<String> untold = new ArrayList<>(accepted.keySet());
        JsonNode list = one(client, "EmailSubmission/get", ",\"ids\":null,\"properties\":[\"deliveryStatus\"]")
                .get("list");
        for (JsonNode submission : list) {
            submission.get("deliveryStatus").properties().forEach(status -> {
                if (status.getValue().get("smtpReply").asString().equals("250 2.0.0 Ok: sink")) {
                    untold.remove(status.getKey());
                }
            });
        }
        return untold;
    }

    private static void send(
            Container container,
            String identity,
            String email,
            AtomicBoolean goOn,
            Map<String, String> accepted,
            List<String> wrong) {
        try (JmapClient client = container.jmap()) {
            for (int i = 0; goOn.get(); i++) {
                String recipient = "r" + i + "@sink.test";
                JsonNode set = submit(client, identity, email, recipient);
                String id = set.at("/created/s/id").asString("");
                if (id.isEmpty()) {
                    wrong.add(set.toString());
                } else {
                    accepted.put(recipient, id);
                }
                Thread.sleep(10);
            }
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            wrong.add(e.toString());
        }
    }
}
