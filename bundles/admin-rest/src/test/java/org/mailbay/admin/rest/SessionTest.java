package org.mailbay.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.rest.Rig.Answer;
import org.mailbay.directory.Principal.Role;
import tools.jackson.databind.JsonNode;

class SessionTest {
    private static final String CSRF = "X-Mailbay-Csrf";

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

    /** What a browser has after it logged in. */
    private record Browser(String cookie, String csrf) {}

    private Rig.Asking logIn(String name, String password) {
        return rig.ask("POST", "session").json("{'name':'" + name + "','password':'" + password + "'}");
    }

    private Browser browser(String name) {
        Answer answer = logIn(name, name).send();
        assertThat(answer.status()).isEqualTo(201);
        return new Browser(
                answer.header("Set-Cookie").replaceFirst(";.*", ""),
                answer.json().get("csrf").asString());
    }

    private int status(Browser browser, String method, String path) {
        return rig.ask(method, path)
                .with("Cookie", browser.cookie())
                .with(CSRF, browser.csrf())
                .send()
                .status();
    }

    @Test
    void aBrowserLogsInAndOut() {
        Answer in = logIn("admin", "admin").send();
        assertThat(in.status()).isEqualTo(201);
        assertThat(in.header("Set-Cookie"))
                .matches("__Host-mailbay=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure");
        assertThat(in.json().get("actor").asString()).isEqualTo("admin");
        assertThat(in.json().get("roles").toString()).isEqualTo("[\"TENANT_ADMINISTRATOR\",\"USER\"]");
        assertThat(in.json().get("tenant").asInt()).isEqualTo(5);
        Browser browser = browser("admin");
        Answer mine = rig.ask("GET", "session").with("Cookie", browser.cookie()).send();
        assertThat(mine.json().get("csrf").asString()).isEqualTo(browser.csrf());
        assertThat(status(browser, "GET", "things")).isEqualTo(200);
        Answer out = rig.ask("DELETE", "session")
                .with("Cookie", browser.cookie())
                .with(CSRF, browser.csrf())
                .send();
        assertThat(out.status()).isEqualTo(200);
        assertThat(out.header("Set-Cookie")).startsWith("__Host-mailbay=;").contains("Max-Age=0", "Secure");
        assertThat(status(browser, "GET", "things")).isEqualTo(401);
        assertThat(status(browser, "GET", "session")).isEqualTo(401);
    }

    @Test
    void onThisMachineItGoesWithoutTls() {
        Answer in = logIn("root", "root").plainly("127.0.0.1").send();
        assertThat(in.header("Set-Cookie")).matches("mailbay=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
        String cookie = in.header("Set-Cookie").replaceFirst(";.*", "");
        assertThat(rig.ask("GET", "things")
                        .with("Cookie", cookie)
                        .plainly("127.0.0.1")
                        .send()
                        .status())
                .isEqualTo(200);
        assertThat(rig.ask("GET", "things").with("Cookie", cookie).send().status())
                .as("a cookie that may have come in the clear is none by TLS")
                .isEqualTo(401);
        assertThat(logIn("root", "root").plainly("192.0.2.7").send().code()).isEqualTo("tls-required");
    }

    @Test
    void aChangeNeedsTheWordOfTheSession() {
        Browser browser = browser("admin");
        Browser another = browser("admin");
        for (String csrf : new String[] {"", "guess", another.csrf(), browser.csrf() + "x", "x".repeat(5_000)}) {
            assertThat(rig.ask("POST", "things")
                            .with("Cookie", browser.cookie())
                            .with(CSRF, csrf)
                            .json("{'name':'a'}")
                            .send()
                            .code())
                    .as(csrf)
                    .isEqualTo("csrf");
        }
        assertThat(rig.ask("DELETE", "session")
                        .with("Cookie", browser.cookie())
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(things.done).isEmpty();
        assertThat(rig.ask("POST", "things")
                        .with("Cookie", browser.cookie())
                        .with(CSRF, browser.csrf())
                        .json("{'name':'a'}")
                        .send()
                        .status())
                .isEqualTo(201);
        assertThat(rig.ask("GET", "session")
                        .as("ann")
                        .with("Cookie", browser.cookie())
                        .send()
                        .json()
                        .has("csrf"))
                .as("who shows something else is not told")
                .isFalse();
    }

    @Test
    void anotherSiteCannotMakeABrowserChangeAnything() {
        Browser browser = browser("admin");
        for (String site : new String[] {"cross-site", "same-site"}) {
            assertThat(rig.ask("POST", "things")
                            .with("Cookie", browser.cookie())
                            .with(CSRF, browser.csrf())
                            .with("Sec-Fetch-Site", site)
                            .json("{'name':'a'}")
                            .send()
                            .code())
                    .isEqualTo("cross-site");
            assertThat(rig.ask("POST", "things")
                            .as("root")
                            .with("Sec-Fetch-Site", site)
                            .json("{'name':'a'}")
                            .send()
                            .code())
                    .as("a browser shows a remembered password by itself")
                    .isEqualTo("cross-site");
            assertThat(logIn("admin", "admin")
                            .with("Sec-Fetch-Site", site)
                            .send()
                            .code())
                    .isEqualTo("cross-site");
        }
        assertThat(things.done).isEmpty();
    }

    @Test
    void nobodyKnowsTheIdOfASessionBefore() {
        String planted = "__Host-mailbay=" + "A".repeat(43);
        Answer in = logIn("admin", "admin").with("Cookie", planted).send();
        assertThat(in.header("Set-Cookie")).doesNotContain("A".repeat(43));
        assertThat(rig.ask("GET", "session").with("Cookie", planted).send().status())
                .isEqualTo(401);
        Browser attacker = browser("ann");
        Answer victim = logIn("root", "root").with("Cookie", attacker.cookie()).send();
        assertThat(victim.header("Set-Cookie")).doesNotContain(attacker.cookie());
        assertThat(status(attacker, "GET", "session")).as("the old one ended").isEqualTo(401);
        Browser browser = browser("admin");
        assertThat(rig.ask("GET", "session")
                        .with("Cookie", browser.cookie() + "; " + planted)
                        .send()
                        .status())
                .as("two of them")
                .isEqualTo(401);
    }

    @Test
    void aSessionEndsByTime() {
        Browser browser = browser("admin");
        for (int i = 0; i < 24; i++) {
            rig.pass(Duration.ofMinutes(29));
            assertThat(status(browser, "GET", "session")).isEqualTo(200);
        }
        rig.pass(Duration.ofMinutes(29));
        assertThat(status(browser, "GET", "session")).as("12 hours").isEqualTo(401);
        Browser idle = browser("admin");
        rig.pass(Duration.ofMinutes(30));
        assertThat(status(idle, "GET", "session")).isEqualTo(401);
    }

    @Test
    void aSessionEndsWithThePasswordAndFollowsTheRoles() {
        Browser browser = browser("admin");
        rig.roles.put("admin", Set.of());
        assertThat(status(browser, "GET", "things"))
                .as("the role was taken away")
                .isEqualTo(403);
        rig.roles.put("admin", Set.of(Role.SYSTEM_ADMINISTRATOR));
        assertThat(status(browser, "POST", "things/break")).isEqualTo(500);
        rig.versions.put("admin", "p-2");
        assertThat(status(browser, "GET", "session")).isEqualTo(401);
        rig.versions.put("admin", "p-1");
        assertThat(status(browser, "GET", "session"))
                .as("it does not come back")
                .isEqualTo(401);
    }

    @Test
    void aUserHasSomeSessionsAtMost() {
        Browser first = browser("admin");
        for (int i = 0; i < 20; i++) {
            rig.pass(Duration.ofSeconds(1));
            browser("admin");
        }
        assertThat(status(first, "GET", "session")).isEqualTo(401);
    }

    @Test
    void aUserSeesAndEndsTheirSessions() {
        Browser phone = browser("ann");
        rig.pass(Duration.ofSeconds(5));
        Browser desk = browser("ann");
        browser("admin");
        JsonNode items = rig.ask("GET", "self/sessions")
                .with("Cookie", desk.cookie())
                .send()
                .json()
                .get("items");
        assertThat(items).hasSize(2);
        assertThat(items.get(0).get("current").asBoolean()).isFalse();
        assertThat(items.get(1).get("current").asBoolean()).isTrue();
        assertThat(items.get(0).get("source").asString()).isEqualTo("192.0.2.7");
        String first = items.get(0).get("id").asString();
        assertThat(rig.ask("DELETE", "self/sessions/" + first)
                        .as("admin")
                        .send()
                        .status())
                .as("another's")
                .isEqualTo(404);
        assertThat(status(desk, "DELETE", "self/sessions/" + first)).isEqualTo(200);
        assertThat(status(phone, "GET", "session")).isEqualTo(401);
        assertThat(status(desk, "GET", "session")).isEqualTo(200);
    }

    @Test
    void whoIsWrongIsToldNothing() {
        Answer wrong = logIn("admin", "guess").send();
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.headers()).doesNotContainKeys("Set-Cookie", "WWW-Authenticate");
        assertThat(logIn("nobody", "guess").send().text()).isEqualTo(wrong.text());
        assertThat(rig.ask("POST", "session").json("{'name':'admin'}").send().status())
                .isEqualTo(400);
        assertThat(rig.ask("GET", "audit").as("root").send().json().get("items"))
                .as("who fails does not fill the log")
                .isEmpty();
        assertThat(rig.ask("GET", "session")
                        .with("Sec-Fetch-Mode", "cors")
                        .send()
                        .header("WWW-Authenticate"))
                .as("a browser does not ask by itself")
                .startsWith("Bearer");
        assertThat(rig.ask("GET", "session").send().header("WWW-Authenticate")).startsWith("Basic");
    }
}
