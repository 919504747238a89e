package org.mailbay.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
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

/** A third party's data type comes and goes: its objects stay, untouched, and it is unknown meanwhile. */
@RunWith(PaxExam.class)
public final class DataTypeSwapXIT {
    private static final String CAPABILITY = "urn:example:params:jmap:bookmarks";
    private static final String OTHER = "ada@swap.test";
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

    /** The arguments of the only response, which is no error. */
    private static JsonNode done(JmapClient client, String method, String arguments) throws IOException {
        JsonNode response = one(client, method, arguments);
        assertThat(response.get(0).asString()).as(response.toString()).isEqualTo(method);
        return response.get(1);
    }

    /** Asks until the answer is no error: what was shared is seen a moment later. */
    private static JsonNode eventually(JmapClient client, String method, String arguments) throws Exception {
        long deadline = System.nanoTime() + PATIENCE;
        JsonNode response = one(client, method, arguments);
        while (response.get(0).asString().equals("error") && System.nanoTime() < deadline) {
            Thread.sleep(100);
            response = one(client, method, arguments);
        }
        assertThat(response.get(0).asString()).as(response.toString()).isEqualTo(method);
        return response.get(1);
    }

    private static boolean announced(JmapClient client) throws IOException {
        JsonNode session = client.session();
        boolean there = session.get("capabilities").has(CAPABILITY);
        assertThat(session.get("accounts")
                        .get(client.account())
                        .get("accountCapabilities")
                        .has(CAPABILITY))
                .isEqualTo(there);
        assertThat(session.get("primaryAccounts").has(CAPABILITY)).isEqualTo(there);
        return there;
    }

    private static List<String> ids(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    /** /set, /get, /changes, /query and /queryChanges of one's own; the id of a bookmark that stays. */
    private static String everyMethodOfOnesOwn(JmapClient client) throws IOException {
        String empty = done(client, "Bookmark/get", "").get("state").toString();
        JsonNode made = done(
                client,
                "Bookmark/set",
                ",\"create\":{\"a\":{\"url\":\"https://example.org/\",\"title\":\"Home\",\"tags\":{\"x\":true}},"
                        + "\"b\":{\"url\":\"https://example.org/b\",\"title\":\"away\"},\"c\":{\"url\":\"mailto:x\"}}");
        String a = made.at("/created/a/id").asString();
        String b = made.at("/created/b/id").asString();
        assertThat(made.at("/notCreated/c/type").asString()).isEqualTo("invalidProperties");
        JsonNode got = done(client, "Bookmark/get", ",\"ids\":[\"" + a + "\",\"nope\"]");
        assertThat(got.at("/list/0/url").asString()).isEqualTo("https://example.org/");
        assertThat(ids(got.get("notFound"))).containsExactly("nope");
        assertThat(ids(done(client, "Bookmark/changes", ",\"sinceState\":" + empty)
                        .get("created")))
                .containsExactlyInAnyOrder(a, b);

        String byTitle = ",\"sort\":[{\"property\":\"title\"}]";
        JsonNode query = done(client, "Bookmark/query", byTitle + ",\"calculateTotal\":true");
        assertThat(ids(query.get("ids"))).containsExactly(b, a);
        assertThat(query.get("total").asInt()).isEqualTo(2);
        assertThat(ids(done(client, "Bookmark/query", ",\"filter\":{\"tag\":\"x\"}")
                        .get("ids")))
                .containsExactly(a);
        done(client, "Bookmark/set", ",\"update\":{\"" + b + "\":{\"title\":\"last\"}}");
        JsonNode moved =
                done(client, "Bookmark/queryChanges", byTitle + ",\"sinceQueryState\":" + query.get("queryState"));
        assertThat(ids(moved.get("removed"))).contains(b);
        assertThat(moved.at("/added/0/id").asString()).isEqualTo(b);
        assertThat(moved.at("/added/0/index").asInt()).isEqualTo(1);
        assertThat(ids(done(client, "Bookmark/set", ",\"destroy\":[\"" + b + "\"]")
                        .get("destroyed")))
                .containsExactly(b);
        return a;
    }

    /** /copy, from the account of one who shares to one's own. */
    private static void copied(JmapClient owner, JmapClient other, String id) throws Exception {
        String mine = done(other, "Bookmark/get", "").get("accountId").asString();
        String from = owner.account();
        String copy =
                ",\"fromAccountId\":\"" + from + "\",\"create\":{\"k\":{\"id\":\"" + id + "\",\"title\":\"Mine\"}}";
        assertThat(one(other, "Bookmark/copy", copy).at("/1/type").asString()).isEqualTo("fromAccountNotFound");
        String principal = "p" + mine.substring(1);
        done(
                owner,
                "Bookmark/set",
                ",\"update\":{\"" + id + "\":{\"shareWith\":{\"" + principal + "\":{\"mayRead\":true}}}}");
        JsonNode copied = eventually(other, "Bookmark/copy", copy);
        assertThat(copied.at("/created/k/id").isString()).as(copied.toString()).isTrue();
        JsonNode list = done(other, "Bookmark/get", "").get("list");
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.at("/0/title").asString()).isEqualTo("Mine");
        assertThat(list.at("/0/url").asString()).isEqualTo("https://example.org/");
        done(owner, "Bookmark/set", ",\"update\":{\"" + id + "\":{\"shareWith\":null}}");
    }

    @Test
    public void objectsStayWhileTheirTypeIsAway() throws Exception {
        Container container =
                new Container(FrameworkUtil.getBundle(DataTypeSwapXIT.class).getBundleContext());
        container.addUser();
        container.addUser(OTHER);
        try (JmapClient client = container.jmap();
                JmapClient other = container.jmap(OTHER)) {
            // Absent, and never heard of.
            assertThat(announced(client)).isFalse();
            assertThat(ask(client, "[]").json().get("type").asString())
                    .isEqualTo("urn:ietf:params:jmap:error:unknownCapability");

            // Present.
            container.installExample("jmap-datatype");
            assertThat(announced(client)).isTrue();
            String id = everyMethodOfOnesOwn(client);
            copied(client, other, id);
            JsonNode before = done(client, "Bookmark/get", "");

            // Gone: first it might be an update, then it is not there.
            container.uninstall("jmap-datatype");
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
            for (String method : List.of("changes", "set", "query", "queryChanges", "copy")) {
                assertThat(one(client, "Bookmark/" + method, "").at("/1/type").asString())
                        .isEqualTo("unknownMethod");
            }
            assertThat(announced(client)).isFalse();

            // Back.
            container.installExample("jmap-datatype");
            assertThat(announced(client)).isTrue();
            assertThat(done(client, "Bookmark/get", ""))
                    .isEqualTo(JsonMapper.shared().readTree(before.toString()));
            JsonNode changed = done(client, "Bookmark/set", ",\"update\":{\"" + id + "\":{\"title\":\"Start\"}}");
            assertThat(changed.get("updated").has(id)).as(changed.toString()).isTrue();
            JsonNode changes = done(client, "Bookmark/changes", ",\"sinceState\":" + before.get("state"));
            assertThat(changes.at("/updated/0").asString()).isEqualTo(id);
        }
    }
}
