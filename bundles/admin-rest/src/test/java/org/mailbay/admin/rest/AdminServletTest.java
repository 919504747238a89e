package org.mailbay.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.rest.Rig.Answer;
import tools.jackson.databind.JsonNode;

class AdminServletTest {
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "X");

    @TempDir
    private Path data;

    private Rig rig;
    private final Things things = new Things();

    @BeforeEach
    void open() {
        rig = new Rig(data);
        rig.bind("things", things);
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private Answer create(String body) {
        return rig.ask("POST", "things").as("admin").json(body).send();
    }

    private static List<String> errors(Answer answer) {
        return StreamSupport.stream(answer.json().get("errors").spliterator(), false)
                .map(error -> error.get(error.has("pointer") ? "pointer" : "parameter")
                                .asString() + " " + error.get("code").asString())
                .toList();
    }

    @Test
    void nobodyElseReachesAResource() {
        for (String method : METHODS) {
            for (String path : List.of("things", "things/a%2Fb", "/things", "none", "", "openapi.json", "audit")) {
                assertThat(rig.ask(method, path).send().status())
                        .as(method + path)
                        .isEqualTo(401);
                assertThat(rig.ask(method, path).as("guess").send().status()).isEqualTo(401);
                assertThat(rig.ask(method, path)
                                .with("Authorization", "Basic cm9vdDpyb290eA==")
                                .send()
                                .status())
                        .isEqualTo(401);
                assertThat(rig.ask(method, path)
                                .as("root")
                                .plainly("192.0.2.7")
                                .send()
                                .status())
                        .as("in the clear")
                        .isEqualTo(403);
            }
            assertThat(rig.ask(method, "things").as("ann").send().status())
                    .as(method)
                    .isIn(403, 405);
        }
        assertThat(things.done).isEmpty();
        assertThat(rig.ask("GET", "things")
                        .as("root")
                        .plainly("127.0.0.1")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(rig.ask("GET", "none").as("root").send().status()).isEqualTo(404);
    }

    @Test
    void methodsThatAreNotThereAreSaidWithThoseThatAre() {
        Answer answer = rig.ask("PUT", "things/a").as("root").send();
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, PATCH, DELETE, HEAD");
        assertThat(rig.ask("OPTIONS", "things").as("root").send().header("Allow"))
                .isEqualTo("GET, POST, HEAD");
        assertThat(rig.ask("BREW", "things").as("root").send().status()).isEqualTo(405);
        assertThat(rig.ask("get", "things").as("root").send().status()).isEqualTo(405);
        Answer head = rig.ask("HEAD", "things").as("root").send();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.bytes()).isEmpty();
        assertThat(head.header("ETag")).isNotEmpty();
    }

    @Test
    void bodiesAreCheckedAndEveryFaultIsNamed() {
        Answer wrong = create("{'nome': 'x', 'size': 'large', 'tags': ['a', 5, 'toolong']}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(errors(wrong))
                .containsExactly(
                        "/nome unknown-field",
                        "/name missing",
                        "/size wrong-type",
                        "/tags/1 wrong-type",
                        "/tags/2 too-long");
        assertThat(errors(rig.ask("GET", "things?limit=none&x=1").as("admin").send()))
                .containsExactlyInAnyOrder("limit wrong-type", "x unknown-parameter");
        for (String body : List.of("[]", "5", "'x'", "{", "{'a':1,'a':2}", "{} {}", "null")) {
            assertThat(create(body).status()).as(body).isEqualTo(400);
        }
        assertThat(create("{'name':" + "[".repeat(5_000) + "]".repeat(5_000) + "}")
                        .code())
                .isEqualTo("not-json");
        assertThat(create("{'name':'" + "x".repeat(2 << 20) + "'}").status()).isEqualTo(413);
        assertThat(things.done).isEmpty();
    }

    @Test
    void otherContentTypesAreRefusedEvenWithoutABody() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x")) {
            assertThat(rig.ask("POST", "things")
                            .as("admin")
                            .bytes(type, "{}".getBytes())
                            .send()
                            .status())
                    .as(type)
                    .isEqualTo(415);
            assertThat(rig.ask("POST", "things/a/key")
                            .as("admin")
                            .bytes(type, new byte[0])
                            .send()
                            .status())
                    .as(type)
                    .isEqualTo(415);
        }
        assertThat(rig.ask("POST", "things/load")
                        .as("root")
                        .bytes("application/x-things", new byte[100])
                        .send()
                        .json()
                        .get("bytes")
                        .asInt())
                .isEqualTo(100);
        assertThat(rig.ask("POST", "things/load")
                        .as("root")
                        .bytes("application/x-things", new byte[101])
                        .send()
                        .status())
                .isEqualTo(413);
        assertThat(rig.ask("POST", "things")
                        .as("admin")
                        .bytes("application/x-things", new byte[1])
                        .send()
                        .status())
                .isEqualTo(415);
    }

    @Test
    void whatIsAnotherTenantsIsNotThere() {
        assertThat(create("{'name':'a'}").status()).isEqualTo(201);
        for (String method : List.of("GET", "DELETE")) {
            assertThat(rig.ask(method, "things/a").as("other").send().text())
                    .isEqualTo(rig.ask(method, "things/none").as("other").send().text());
        }
        assertThat(rig.ask("PATCH", "things/a")
                        .as("other")
                        .json("{'size':1}")
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(rig.ask("DELETE", "things/a")
                        .as("other")
                        .with("If-Match", "*")
                        .send()
                        .status())
                .as("no oracle by a precondition")
                .isEqualTo(rig.ask("DELETE", "things/none")
                        .as("other")
                        .with("If-Match", "*")
                        .send()
                        .status());
        assertThat(rig.ask("GET", "things").as("other").send().json().get("items"))
                .isEmpty();
        assertThat(rig.ask("GET", "things").as("root").send().json().get("items"))
                .hasSize(1);
        assertThat(things.all).containsKey("a");
    }

    @Test
    void pathsAreSplitBeforeTheyAreDecoded() {
        create("{'name':'a/b'}");
        assertThat(rig.ask("GET", "things/a%2Fb").as("admin").send().status()).isEqualTo(200);
        assertThat(rig.ask("GET", "things/%zz").as("admin").send().status()).isEqualTo(400);
        assertThat(rig.ask("GET", "things/a%0Ab").as("admin").send().status()).isEqualTo(400);
        assertThat(rig.ask("GET", "things/..").as("admin").send().status()).isEqualTo(404);
    }

    @Test
    void whatOneMayAskIsListed() {
        JsonNode mine = rig.ask("GET", "").as("ann").send().json();
        assertThat(mine.toString()).contains("session").doesNotContain("things").doesNotContain("audit");
        assertThat(rig.ask("GET", "").as("admin").send().text())
                .contains("createThing", "listAudit")
                .doesNotContain("loadThings");
        assertThat(rig.ask("GET", "").as("root").send().text()).contains("loadThings");
    }

    @Test
    void whatFailsSaysNothingOfWhy() {
        Answer answer = rig.ask("POST", "things/break").as("root").send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("broken").contains("failed");
        assertThat(rig.ask("GET", "audit").as("root").send().text()).contains("\"outcome\":\"failed\"");
    }
}
