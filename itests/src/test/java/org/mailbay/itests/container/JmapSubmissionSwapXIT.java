package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

/** {@code jmap-submission} comes, is replaced under load, goes and comes back: what was accepted is delivered, whoever does it. */
@RunWith(PaxExam.class)
public final class JmapSubmissionSwapXIT {
    private static final String CAPABILITY = "urn:ietf:params:jmap:submission";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final int REPLACEMENTS = 5;

    @Configuration
    public Option[] everythingElse() throws IOException {
        return Container.without("jmap-submission");
    }

    private static Answer ask(JmapClient client, String calls) throws IOException {
        String request = "{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\",\"" + CAPABILITY
                + "\"],\"methodCalls\":" + calls.replace("ACCOUNT", client.account()) + '}';
        return client.raw("application/json", request.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode one(JmapClient client, String method, String arguments) throws IOException {
        Answer answer = ask(client, "[[\"" + method + "\",{\"accountId\":\"ACCOUNT\"" + arguments + "},\"0\"]]");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode response = answer.json().get("methodResponses").get(0);
        assertThat(response.get(0).asString()).as(answer.text()).isEqualTo(method);
        return response.get(1);
    }

    private static String submission(String identity, String email, String parameters) {
        String envelope = "{\"mailFrom\":{\"email\":\"" + Container.USER + "\",\"parameters\":" + parameters
                + "},\"rcptTo\":[{\"email\":\"" + Container.USER + "\"}]}";
        return ",\"create\":{\"s\":{\"identityId\":\"" + identity + "\",\"emailId\":\"" + email + "\",\"envelope\":"
                + envelope + "}}";
    }

    @Test
    public void whatWasAcceptedIsDelivered() throws Exception {
        Container container = new Container(
                FrameworkUtil.getBundle(JmapSubmissionSwapXIT.class).getBundleContext());
        container.addUser();
        try (SmtpClient sender = container.smtp();
                JmapClient client = container.jmap()) {
            SmtpClient.expect(220, sender.reply());
            sender.hello();
            SmtpClient.expect(
                    250, sender.send("From: " + Container.USER + "\r\nSubject: one\r\n\r\nx", Container.USER));

            // Absent.
            assertThat(client.session().get("capabilities").has(CAPABILITY)).isFalse();
            assertThat(ask(client, "[]").json().get("type").asString())
                    .isEqualTo("urn:ietf:params:jmap:error:unknownCapability");

            // Present.
            container.install("jmap-submission");
            String identity = one(client, "Identity/get", ",\"ids\":null")
                    .at("/list/0/id")
                    .asString();
            String email = one(client, "Email/query", "").at("/ids/0").asString();
            assertThat(client.session().get("capabilities").has(CAPABILITY)).isTrue();

            // Replaced while somebody submits without a break.
            List<String> accepted = new CopyOnWriteArrayList<>();
            List<String> wrong = new CopyOnWriteArrayList<>();
            AtomicBoolean goOn = new AtomicBoolean(true);
            Thread load = Thread.ofPlatform().start(() -> submit(container, identity, email, goOn, accepted, wrong));
            for (int i = 0; i < REPLACEMENTS; i++) {
                Thread.sleep(300);
                container.replace("jmap-submission");
            }
            goOn.set(false);
            load.join();
            assertThat(wrong).isEmpty();
            assertThat(accepted).hasSizeGreaterThan(REPLACEMENTS);

            // Gone: what waits for its time waits.
            String later = one(client, "EmailSubmission/set", submission(identity, email, "{\"HOLDFOR\":\"2\"}"))
                    .at("/created/s/id")
                    .asString();
            assertThat(later).isNotEmpty();
            container.uninstall("jmap-submission");
            assertThat(ask(client, "[[\"Identity/get\",{\"accountId\":\"ACCOUNT\",\"ids\":null},\"0\"]]")
                            .status())
                    .isEqualTo(503);
            Thread.sleep(2_500);

            // Back: everything is delivered.
            container.install("jmap-submission");
            accepted.add(later);
            long deadline = System.nanoTime() + PATIENCE;
            while (waiting(client) > 0 && System.nanoTime() < deadline) {
                Thread.sleep(100);
            }
            JsonNode list = one(client, "EmailSubmission/get", ",\"ids\":null").get("list");
            assertThat(list.size()).isEqualTo(accepted.size());
            for (JsonNode submission : list) {
                assertThat(accepted).contains(submission.get("id").asString());
                assertThat(submission
                                .get("deliveryStatus")
                                .get(Container.USER)
                                .get("delivered")
                                .asString())
                        .as(submission.toString())
                        .isEqualTo("yes");
            }
            // A revision that goes while it notes what it did may have it done again, never undone.
            assertThat(one(client, "Email/query", "").get("ids").size()).isGreaterThan(accepted.size());
        }
    }

    private static long waiting(JmapClient client) throws IOException {
        return one(client, "EmailSubmission/get", ",\"ids\":null,\"properties\":[\"deliveryStatus\"]")
                .get("list")
                .valueStream()
                .filter(submission -> !submission
                        .at("/deliveryStatus/" + Container.USER + "/delivered")
                        .asString("")
                        .equals("yes"))
                .count();
    }

    private static void submit(
            Container container,
            String identity,
            String email,
            AtomicBoolean goOn,
            List<String> accepted,
            List<String> wrong) {
        try (JmapClient client = container.jmap()) {
            while (goOn.get()) {
                JsonNode set = one(client, "EmailSubmission/set", submission(identity, email, "null"));
                String id = set.at("/created/s/id").asString("");
                if (id.isEmpty()) {
                    wrong.add(set.toString());
                } else {
                    accepted.add(id);
                }
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            wrong.add(e.toString());
        }
    }
}
