package org.mailbay.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The command line against a server of users, made of its description alone. */
final class CommandLineTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String DESCRIPTION = """
            {"openapi":"3.1.0","paths":{
             "/accounts":{
              "get":{"operationId":"listAccounts","summary":"Lists users","x-mailbay-traits":["paged"],
               "parameters":[{"name":"limit","in":"query","schema":{"type":"integer"}},{"name":"after","in":"query","schema":{"type":"string"}}],
               "responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"items":{"type":"array",
                "items":{"type":"object","properties":{"address":{"type":"string"},"name":{"type":"string"},"quota":{"type":"integer"},"used":{"type":"integer"}}}}}}}}}}},
              "post":{"operationId":"createAccount","summary":"Makes a user, 100% new",
               "requestBody":{"content":{"application/json":{"schema":{"type":"object","required":["address","password"],"properties":{
                "address":{"type":"string"},"name":{"type":"string"},"quota":{"type":"integer"},"roles":{"type":"array","items":{"type":"string"}},
                "isAdmin":{"type":"boolean"},"data":{"type":"object"},"password":{"type":"string","format":"password","writeOnly":true}}}}}}}},
             "/accounts/{address}":{
              "get":{"operationId":"getAccount","summary":"Shows a user"},
              "patch":{"operationId":"updateAccount","summary":"Changes a user","requestBody":{"content":{"application/merge-patch+json":{"schema":{"type":"object",
               "properties":{"name":{"type":["string","null"]},"state":{"type":"string"},"quota":{"type":"integer"},"roles":{"type":"array","items":{"type":"string"}},"password":{"type":"string","format":"password"}}}}}}},
              "delete":{"operationId":"deleteAccount","summary":"Removes a user","x-mailbay-traits":["dangerous"]}},
             "/features/preview":{"post":{"operationId":"previewFeature","summary":"Says what an update would touch",
               "requestBody":{"content":{"application/java-archive":{"schema":{"type":"string","format":"binary"}}}}}},
             "/queue/{id}/hold":{"post":{"operationId":"holdMessage","summary":"Holds a message","x-mailbay-traits":["slow"],
               "parameters":[{"name":"level","in":"query","schema":{"type":"string","enum":["a","b"]}}]}}}}
            """;

    private final Map<String, ObjectNode> accounts = new TreeMap<>();
    private final List<String> requests = new ArrayList<>();
    private final InputStream standardInput = System.in;
    private final PrintStream standardOutput = System.out;
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer server;

    @TempDir
    Path data;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(data.resolve("admin.token"), "secret\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/admin/v1/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        for (String name : List.of("ann", "bob")) {
            accounts.put(name + "@a.test", account(name + "@a.test", "quota", 5).put("used", 3));
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.setIn(standardInput);
        System.setOut(standardOutput);
        System.setErr(standardError);
    }

    private static ObjectNode account(String address, String field, int value) {
        return JSON.createObjectNode().put("address", address).put(field, value);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/admin/v1/".length());
        String verb = exchange.getRequestMethod();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.equals("openapi.json")) {
            send(exchange, 200, JSON.readTree(DESCRIPTION));
            return;
        }
        String query = exchange.getRequestURI().getRawQuery();
        requests.add(verb + " " + path + (query == null ? "" : "?" + query)
                + (body.length == 0 ? "" : " " + new String(body, StandardCharsets.UTF_8)));
        if (path.equals("accounts") && verb.equals("GET")) {
            ObjectNode page = JSON.createObjectNode();
            // one an answer, so that pages matter
            boolean isFirst = query == null || !query.contains("after");
            List<ObjectNode> all = new ArrayList<>(accounts.values());
            int from = isFirst ? 0 : Integer.parseInt(query.replaceAll(".*after=(\\d+).*", "$1"));
            page.putArray("items").addAll(all.subList(Math.min(from, all.size()), Math.min(from + 1, all.size())));
            if (from + 1 < all.size()) {
                page.put("next", Integer.toString(from + 1));
            }
            send(exchange, 200, page);
        } else if (path.equals("accounts")) {
            ObjectNode made = (ObjectNode) JSON.readTree(body);
            if (made.path("name").asString("").equals("bad")) {
                send(exchange, 400, JSON.readTree("""
                        {"status":400,"detail":"No.","errors":[{"pointer":"/name","detail":"bad"},{"pointer":"/x","detail":"worse"}]}"""));
                return;
            }
            made.remove("password");
            accounts.put(made.get("address").asString(), made);
            send(exchange, 201, made);
        } else if (path.startsWith("accounts/")) {
            String address = path.substring("accounts/".length());
            if (verb.equals("PATCH")) {
                accounts.get(address).setAll((ObjectNode) JSON.readTree(body));
            } else if (verb.equals("DELETE")) {
                accounts.remove(address);
            }
            send(exchange, 200, accounts.getOrDefault(address, JSON.createObjectNode()));
        } else {
            send(exchange, 200, JSON.createObjectNode().put("done", "a\u001b[2Jb"));
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        requests.clear();
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of(
                "--data",
                data.toString(),
                "--server",
                "http://127.0.0.1:" + server.getAddress().getPort()));
        return Main.run(arguments.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aListIsATableOfAllPages() {
        assertThat(run("accounts", "list")).isZero();
        assertThat(out().lines())
                .containsExactly("ADDRESS     QUOTA  USED", "ann@a.test  5      3", "bob@a.test  5      3");
        assertThat(run("accounts")).isZero();
        assertThat(out().lines()).hasSize(3);
        assertThat(run("accounts", "list", "--json")).isZero();
        assertThat(JSON.readTree(out()).get("items")).hasSize(2);
        assertThat(run("accounts", "list", "--limit", "1")).isZero();
        assertThat(requests).containsExactly("GET accounts?limit=1");
    }

    @Test
    void fieldsAreOptionsAndSecretsComeFromStandardInput() {
        System.setIn(new ByteArrayInputStream("pass word\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(run(
                        "accounts",
                        "create",
                        "--address",
                        "eve@a.test",
                        "--quota",
                        "7",
                        "--roles",
                        "x",
                        "--roles",
                        "y",
                        "--is-admin",
                        "--the-data",
                        "{\"a\":1}",
                        "--password-stdin"))
                .as(err())
                .isZero();
        assertThat(requests)
                .containsExactly("POST accounts {\"address\":\"eve@a.test\",\"quota\":7,\"roles\":[\"x\",\"y\"],"
                        + "\"isAdmin\":true,\"data\":{\"a\":1},\"password\":\"pass word\"}");
        assertThat(run("accounts", "create", "x")).isEqualTo(2);
        assertThat(err()).contains("--password-stdin");
        assertThat(run("accounts", "create", "--password", "x")).isEqualTo(2);
        assertThat(run("accounts", "create", "--quota", "many", "--password-stdin"))
                .isEqualTo(2);
        assertThat(requests).isEmpty();
    }

    @Test
    void aVariableIsAPositionAndNothingIsDoneTwiceOrByMistake() {
        assertThat(run("accounts", "update", "ann@a.test", "--unset", "name", "--quota", "9"))
                .isZero();
        assertThat(requests).containsExactly("PATCH accounts/ann@a.test {\"quota\":9,\"name\":null}");
        assertThat(run("accounts", "delete", "ann@a.test")).isEqualTo(1);
        assertThat(err()).contains("--yes");
        assertThat(requests).isEmpty();
        assertThat(run("accounts", "delete", "ann@a.test", "--yes")).isZero();
        assertThat(accounts).doesNotContainKey("ann@a.test");
        assertThat(run("queue", "hold", "a/b", "--level", "b")).isZero();
        assertThat(requests).containsExactly("POST queue/a/b/hold?level=b");
        assertThat(out()).isEqualTo("done: a?[2Jb\n");
    }

    @Test
    void aFileIsSent() throws IOException {
        Path jar = Files.writeString(data.resolve("x.jar"), "bytes");
        assertThat(run("features", "preview", jar.toString())).isZero();
        assertThat(requests).containsExactly("POST features/preview bytes");
        assertThat(run("features", "preview", "nowhere.jar")).isEqualTo(1);
        assertThat(err()).contains("nowhere.jar");
    }

    @Test
    void aRefusalSaysWhatIsWrongWithEachField() {
        System.setIn(new ByteArrayInputStream("x".getBytes(StandardCharsets.UTF_8)));
        assertThat(run("accounts", "create", "x", "--name", "bad", "--password-stdin"))
                .isEqualTo(1);
        assertThat(err().lines()).containsExactly("No.", "  /name: bad", "  /x: worse");
        assertThat(requests).containsExactly("POST accounts {\"address\":\"x\",\"name\":\"bad\",\"password\":\"x\"}");
    }

    @Test
    void whatIsExportedAndAppliedChangesNothing() throws IOException {
        assertThat(run("export")).as(err()).isZero();
        Path file = Files.writeString(data.resolve("state.json"), out());
        assertThat(out()).doesNotContain("used");
        assertThat(run("apply", file.toString(), "--dry-run")).as(err()).isZero();
        assertThat(out()).isEqualTo("Nothing to change.\n");
        assertThat(run("apply", file.toString(), "--prune")).isZero();
        assertThat(out()).isEqualTo("Nothing to change.\n");
        assertThat(requests).allMatch(request -> request.startsWith("GET"));
    }

    @Test
    void applyMakesChangesAndPrunes() throws IOException {
        Path file = Files.writeString(data.resolve("state.json"), """
                {"accounts":[{"address":"ann@a.test","quota":6,"password":"kept"},{"address":"new@a.test","password":"p","roles":[]}]}""");
        assertThat(run("apply", file.toString(), "--prune", "--dry-run"))
                .as(err())
                .isZero();
        assertThat(out().lines())
                .containsExactly(
                        "~ accounts ann@a.test  quota: 5 -> 6",
                        "+ accounts new@a.test",
                        "- accounts bob@a.test",
                        "3 changes to make.");
        assertThat(requests).allMatch(request -> request.startsWith("GET"));
        assertThat(run("apply", file.toString())).isZero();
        assertThat(accounts).containsOnlyKeys("ann@a.test", "bob@a.test", "new@a.test");
        assertThat(run("apply", file.toString())).isZero();
        assertThat(out()).isEqualTo("Nothing to change.\n");
        assertThat(run("apply", file.toString(), "--prune")).isZero();
        assertThat(accounts).containsOnlyKeys("ann@a.test", "new@a.test");
    }

    @Test
    void whatOnlyAnItemThatIsThereCanBeToldIsToldAfterwards() throws IOException {
        Path file = Files.writeString(data.resolve("state.json"), """
                {"accounts":[{"address":"new@a.test","password":"p","quota":1,"state":"suspended"}]}""");
        assertThat(run("apply", file.toString())).as(err()).isZero();
        assertThat(requests.stream().filter(request -> !request.startsWith("GET")))
                .containsExactly(
                        "POST accounts {\"address\":\"new@a.test\",\"password\":\"p\",\"quota\":1}",
                        "PATCH accounts/new@a.test {\"state\":\"suspended\"}");
    }

    @Test
    void aDocumentWithMistakesChangesNothing() throws IOException {
        for (String wrong : List.of(
                "{\"acounts\":[]}",
                "{\"accounts\":[{\"name\":\"x\"}]}",
                "{\"accounts\":[{\"address\":\"x\",\"qota\":1}]}",
                "{\"accounts\":[{\"address\":\"x\"},{\"address\":\"x\"}]}",
                "[]",
                "{")) {
            Path file = Files.writeString(data.resolve("state.json"), wrong);
            assertThat(run("apply", file.toString())).as(wrong).isEqualTo(1);
            assertThat(requests).as(wrong).allMatch(request -> request.startsWith("GET"));
        }
        Path file = Files.writeString(data.resolve("state.json"), """
                {"accounts":[{"address":"a","name":"x","password":"p"},{"address":"b","name":"bad","password":"p"},{"address":"c"}]}""");
        assertThat(run("apply", file.toString())).isEqualTo(1);
        assertThat(err()).contains("1 of 3 changes are done; this one failed, 1 were not tried.");
    }

    @Test
    void theShellIsToldWhatCanFollow() {
        assertThat(run("completion")).isZero();
        assertThat(out()).contains("complete -o default -F _mailbay mailbay");
        assertThat(completed("acc")).containsExactly("accounts");
        assertThat(completed("accounts", "")).contains("list", "create", "update", "delete", "get");
        assertThat(completed("accounts", "create", "--quo")).contains("--quota");
        assertThat(completed("queue", "hold", "1", "--level", "")).contains("a", "b");
    }

    private List<String> completed(String... words) {
        List<String> arguments = new ArrayList<>(List.of(
                "completion",
                "--data",
                data.toString(),
                "--server",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "--"));
        arguments.addAll(List.of(words));
        out.reset();
        assertThat(Main.run(arguments.toArray(String[]::new))).isZero();
        return out().lines().toList();
    }

    @Test
    void withoutAServerASentence() {
        server.stop(0);
        assertThat(run("accounts", "list")).isEqualTo(1);
        assertThat(err()).startsWith("No server answers at").hasLineCount(1);
        assertThat(run("--help")).isZero();
        assertThat(out()).contains("apply").contains("export");
    }

    @Test
    void aCopyIsRestoredByTheNextStart() throws IOException {
        server.stop(0);
        Path copy = Files.createDirectories(data.resolve("copy"));
        assertThat(run("restore-all", copy.toString())).isEqualTo(1);
        Files.writeString(copy.resolve("manifest"), "");
        assertThat(run("restore-all", copy.toString())).isZero();
        assertThat(data.resolve("restore-from")).hasContent(copy + "\n");
    }
}
