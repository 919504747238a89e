package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.JmapClient;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.FrameworkUtil;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A third party's data type comes and goes: its objects stay, untouched, and its methods are unknown meanwhile. */
@RunWith(PaxExam.class)
public final class DataTypeSwapXIT {
    private static final String CAPABILITY = "urn:example:params:jmap:bookmarks";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    @Configuration
    public Option[] everything() throws IOException {
        return Container.without("", "[jmap.core]\nawaySeconds = 1\ngoneSeconds = 2");
    }

    private static Answer ask(JmapClient client, String calls) throws IOException {
        String request = "{\"using\":[\"urn:ietf:params:jmap:core\",\"" + CAPABILITY + "\"],\"methodCalls\":"
                + calls.replace("ACCOUNT", client.account()) + '}';
        return client.raw("application/json", request.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static JsonNode one(JmapClient client, String method, String arguments) throws IOException {
        Answer answer = ask(client, "[[\"" + method + "\",{\"accountId\":\"ACCOUNT\"" + arguments + "},\"0\"]]");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("methodResponses").get(0);
    }

    @Test
    public void objectsStayWhileTheirTypeIsAway() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(DataTypeSwapXIT.class).getBundleContext());
        container.addUser();
        try (JmapClient client = container.jmap()) {
            // Absent, and never heard of.
            assertThat(ask(client, "[]").json().get("type").asString())
                    .isEqualTo("urn:ietf:params:jmap:error:unknownCapability");

            // Present.
            container.installExample("data-type");
            JsonNode made = one(
                    client,
                    "Bookmark/set",
                    ",\"create\":{\"a\":{\"url\":\"https://example.org/\",\"title\":\"Home\",\"tags\":{\"x\":true}}}");
            String id = made.get(1).at("/created/a/id").asString();
            assertThat(id).as(made.toString()).isNotEmpty();
            JsonNode before = one(client, "Bookmark/get", "").get(1);
            assertThat(before.at("/list/0/url").asString()).isEqualTo("https://example.org/");

            // Gone: first it might be an update, then it is not there.
            container.uninstall("data-type");
            assertThat(ask(client, "[[\"Bookmark/get\",{\"accountId\":\"ACCOUNT\"},\"0\"]]")
                            .status())
                    .isEqualTo(503);
            long deadline = System.nanoTime() + PATIENCE;
            Answer answer;
            do {
                Thread.sleep(250);
                answer = ask(client, "[[\"Bookmark/get\",{\"accountId\":\"ACCOUNT\"},\"0\"],[\"Core/echo\",{},\"1\"]]");
            } while (answer.status() == 503 && System.nanoTime() < deadline);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().at("/methodResponses/0/0").asString()).isEqualTo("error");
            assertThat(answer.json().at("/methodResponses/0/1/type").asString()).isEqualTo("unknownMethod");
            assertThat(answer.json().at("/methodResponses/1/0").asString()).isEqualTo("Core/echo");
            assertThat(client.session().get("capabilities").has(CAPABILITY)).isFalse();

            // Back.
            container.installExample("data-type");
            assertThat(one(client, "Bookmark/get", "").get(1))
                    .isEqualTo(JsonMapper.shared().readTree(before.toString()));
            JsonNode changed = one(client, "Bookmark/set", ",\"update\":{\"" + id + "\":{\"title\":\"Start\"}}");
            assertThat(changed.get(1).get("updated").has(id))
                    .as(changed.toString())
                    .isTrue();
            JsonNode changes = one(client, "Bookmark/changes", ",\"sinceState\":" + before.get("state"));
            assertThat(changes.get(1).at("/updated/0").asString()).isEqualTo(id);
        }
    }
}
