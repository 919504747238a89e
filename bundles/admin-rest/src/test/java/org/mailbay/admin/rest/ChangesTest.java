package org.mailbay.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.rest.Rig.Answer;
import tools.jackson.databind.JsonNode;

class ChangesTest {
    private static final String KEY = "Idempotency-Key";

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

    private Rig.Asking create(String body) {
        return rig.ask("POST", "things").as("admin").json(body);
    }

    private Rig.Asking patch(String body) {
        return rig.ask("PATCH", "things/a").as("admin").json(body);
    }

    private String tag() {
        return rig.ask("GET", "things/a").as("admin").send().header("ETag");
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        create("{'name':'a'}").send();
        String tag = tag();
        assertThat(tag).matches("\"[A-Za-z0-9_-]{20}\"").isEqualTo(tag());
        for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
            Answer answer = rig.ask("GET", "things/a")
                    .as("admin")
                    .with("If-None-Match", known)
                    .send();
            assertThat(answer.status()).as(known).isEqualTo(304);
            assertThat(answer.bytes()).isEmpty();
            assertThat(answer.header("ETag")).isEqualTo(tag);
        }
        patch("{'size':5}").send();
        assertThat(rig.ask("GET", "things/a")
                        .as("admin")
                        .with("If-None-Match", tag)
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void onlyWhatOneSawIsChanged() {
        create("{'name':'a'}").send();
        String tag = tag();
        assertThat(patch("{'size':5}").with("If-Match", tag).send().status()).isEqualTo(200);
        Answer stale = patch("{'size':6}").with("If-Match", tag).send();
        assertThat(stale.status()).isEqualTo(412);
        assertThat(rig.ask("DELETE", "things/a")
                        .as("admin")
                        .with("If-Match", tag)
                        .send()
                        .status())
                .isEqualTo(412);
        assertThat(rig.ask("POST", "things/a/key")
                        .as("admin")
                        .with("If-Match", tag)
                        .send()
                        .status())
                .isEqualTo(412);
        assertThat(patch("{'size':6}").with("If-Match", "W/" + tag()).send().status())
                .as("a weak one is never the same")
                .isEqualTo(412);
        assertThat(patch("{'size':6}")
                        .with("If-Match", "\"x\", " + tag())
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(rig.ask("DELETE", "things/a")
                        .as("admin")
                        .with("If-Match", "*")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(rig.ask("DELETE", "things/a")
                        .as("admin")
                        .with("If-Match", "*")
                        .send()
                        .status())
                .isEqualTo(412);
        assertThat(things.done).containsExactly("create a", "change a", "change a", "remove a");
    }

    @Test
    void ofTwoWhoSawTheSameOneChangesIt() throws Exception {
        create("{'name':'a'}").send();
        String tag = tag();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int size = i;
                answers.add(threads.submit(() -> patch("{'size':" + size + ",'tags':['x']}")
                        .with("If-Match", tag)
                        .send()));
            }
            int changed = 0;
            for (Future<Answer> answer : answers) {
                changed += answer.get().status() == 200 ? 1 : 0;
            }
            assertThat(changed).isEqualTo(1);
        }
    }

    @Test
    void aPatchChangesWhatItNames() {
        create("{'name':'a','size':5,'tags':['x']}").send();
        assertThat(patch("{'size':null,'tags':['y']}")
                        .bytes("application/merge-patch+json", "{\"size\":null}".getBytes())
                        .send()
                        .text())
                .isEqualTo("{\"name\":\"a\",\"tags\":[\"x\"]}");
        assertThat(patch("{'name':null}").send().status()).isEqualTo(400);
        assertThat(patch("{'nome':'b'}").send().code()).isEqualTo("unknown-field");
    }

    @Test
    void whatIsSentTwiceIsDoneOnce() {
        Answer first = create("{'name':'a'}").with(KEY, "k1").send();
        Answer second = create("{'name':'a'}").with(KEY, "k1").send();
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(create("{'name':'b'}").with(KEY, "k1").send().status()).isEqualTo(422);
        assertThat(rig.ask("POST", "things/a/key")
                        .as("admin")
                        .with(KEY, "k1")
                        .send()
                        .status())
                .isEqualTo(422);
        assertThat(create("{'name':'a'}").as("root").with(KEY, "k1").send().code())
                .as("another's key is another")
                .isEqualTo("exists");
        assertThat(create("{'name':'x'}").with(KEY, "a b").send().status()).isEqualTo(400);
        assertThat(create("{'name':'x'}").with(KEY, "x".repeat(256)).send().status())
                .isEqualTo(400);
        assertThat(things.done).containsExactly("create a");
        rig.pass(Duration.ofHours(25));
        assertThat(create("{'name':'a'}").with(KEY, "k1").send().code()).isEqualTo("exists");
    }

    @Test
    void whatWasRefusedMayBeTriedAgain() {
        create("{'name':'a'}").send();
        assertThat(create("{'name':'a'}").with(KEY, "k1").send().status()).isEqualTo(409);
        rig.ask("DELETE", "things/a").as("admin").send();
        assertThat(create("{'name':'a'}").with(KEY, "k1").send().status()).isEqualTo(201);
    }

    @Test
    void aSecretIsNotShownTwice() {
        create("{'name':'a'}").send();
        Rig.Asking asking = rig.ask("POST", "things/a/key").as("admin").with(KEY, "k1");
        assertThat(asking.send().text()).contains("\"key\"");
        assertThat(asking.send().code()).isEqualTo("done-already");
        assertThat(things.done).containsExactly("create a", "key of a");
    }

    @Test
    void theSameAtTheSameTimeIsToldToWait() throws Exception {
        Things.Gate gate = new Things.Gate();
        things.gate = gate;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> first =
                    threads.submit(() -> create("{'name':'a'}").with(KEY, "k1").send());
            gate.reached().await();
            assertThat(create("{'name':'b'}").with(KEY, "k1").send().status()).isEqualTo(422);
            assertThat(create("{'name':'a'}").with(KEY, "k1").send().code()).isEqualTo("in-progress");
            gate.opened().countDown();
            assertThat(first.get().status()).isEqualTo(201);
        }
    }

    @Test
    void whatTakesLongSaysHowFarItIs() throws Exception {
        Things.Gate gate = new Things.Gate();
        things.gate = gate;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> first = threads.submit(() -> rig.ask("POST", "things/count")
                    .as("admin")
                    .with("X-Mailbay-Work", "w-1")
                    .send());
            gate.reached().await();
            assertThat(rig.ask("GET", "work/w-1").as("admin").send().text())
                    .contains("\"operation\":\"countThings\"", "\"done\":3", "\"total\":4");
            assertThat(rig.ask("GET", "work").as("root").send().text()).contains("w-1");
            assertThat(rig.ask("GET", "work").as("other").send().text()).doesNotContain("w-1");
            assertThat(rig.ask("GET", "work/w-1").as("other").send().status()).isEqualTo(404);
            gate.opened().countDown();
            assertThat(first.get().status()).isEqualTo(200);
            assertThat(rig.ask("GET", "work/w-1").as("admin").send().status()).isEqualTo(404);
        }
    }

    private List<JsonNode> audit(String query) {
        List<JsonNode> entries = new ArrayList<>();
        rig.ask("GET", "audit" + query).as("root").send().json().get("items").forEach(entries::add);
        return entries;
    }

    @Test
    void everyChangeIsTakenDownWithWhatItWasAndIs() throws IOException {
        create("{'name':'a','password':'wonder','size':5}").send();
        patch("{'size':6,'password':'land'}").send();
        rig.ask("DELETE", "things/a").as("admin").send();
        rig.ask("DELETE", "things/a").as("admin").send();
        List<JsonNode> entries = audit("");
        assertThat(entries).hasSize(4);
        assertThat(entries.get(0).toString()).contains("\"outcome\":\"not-found\"");
        assertThat(entries.get(1).toString())
                .contains("deleteThing", "\"outcome\":\"done\"", "\"before\":{", "\"size\":6")
                .doesNotContain("\"after\"");
        assertThat(entries.get(2).toString())
                .contains("\"actor\":\"admin\"", "\"tenant\":5", "\"source\":\"192.0.2.7\"", "\"path\":\"things/a\"")
                .contains("\"before\":{\"size\":5}", "\"after\":{\"size\":6}");
        assertThat(entries.get(3).toString()).contains("createThing", "\"request\":{\"name\":\"a\"", "********");
        assertThat(Files.readString(data.resolve("audit/0000000000000001.jsonl")))
                .doesNotContain("wonder")
                .doesNotContain("land");
    }

    @Test
    void theAuditLogIsFoundInAndShowsTenantsTheirOwn() {
        create("{'name':'a'}").send();
        rig.pass(Duration.ofHours(1));
        rig.ask("POST", "things").as("other").json("{'name':'b'}").send();
        patch("{'size':1}").send();
        assertThat(audit("?actor=admin")).hasSize(2);
        assertThat(audit("?operation=updateThing")).hasSize(1);
        assertThat(audit("?path=things/a")).hasSize(1);
        assertThat(audit("?path=things")).hasSize(3);
        assertThat(audit("?since=2026-11-23T10:30:00Z")).hasSize(2);
        assertThat(audit("?until=2026-11-23T10:30:00Z")).hasSize(1);
        JsonNode page = rig.ask("GET", "audit?limit=2").as("root").send().json();
        assertThat(page.get("items")).hasSize(2);
        JsonNode rest = rig.ask("GET", "audit?limit=2&after=" + page.get("next").asString())
                .as("root")
                .send()
                .json();
        assertThat(rest.get("items")).hasSize(1);
        assertThat(rest.has("next")).isFalse();
        assertThat(rig.ask("GET", "audit").as("other").send().json().get("items"))
                .hasSize(1);
        assertThat(rig.ask("GET", "audit").as("ann").send().status()).isEqualTo(403);
        assertThat(rig.ask("GET", "audit?after=x").as("root").send().status()).isEqualTo(400);
        assertThat(rig.ask("DELETE", "audit").as("root").send().status()).isEqualTo(405);
    }

    @Test
    void nothingIsChangedThatCannotBeTakenDown() throws IOException {
        create("{'name':'a'}").send();
        rig.audit.close();
        Files.move(data.resolve("audit"), data.resolve("elsewhere"));
        Files.writeString(data.resolve("audit"), "in the way");
        assertThat(patch("{'size':1}").send().status()).isEqualTo(500);
        assertThat(patch("{'size':2}").send().code()).isEqualTo("audit-away");
        assertThat(things.done).hasSize(2);
        Files.delete(data.resolve("audit"));
        Files.move(data.resolve("elsewhere"), data.resolve("audit"));
        assertThat(patch("{'size':2}").send().status()).isEqualTo(200);
        assertThat(patch("{'size':3}").send().status()).isEqualTo(200);
    }
}
