package org.mailbay.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/** What an operator does in the console, in real Chromium. */
final class ConsoleXIT {
    private static final int PATIENCE = 30_000;
    private static final String ADMIN = "admin";
    private static final String ALICE = "alice@example.test";
    private static final String PASSWORD = "demo";

    /** Something that would show if it became markup. */
    private static final String EVIL = "<img src=x onerror=\"window.evil=1\"><script>window.evil=1</script>";

    /** Every page, by the word in its address. */
    private static final List<String> PAGES = List.of(
            "queue",
            "trace",
            "quarantine",
            "tenants",
            "domains",
            "accounts",
            "addresses",
            "features",
            "bundles",
            "settings",
            "certificates",
            "backups",
            "logs",
            "audit",
            "self",
            "overview");

    @TempDir
    static Path data;

    static Server server;
    static AdminClient admin;
    static Browser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Browser.need();
        Server.configure(data, "[store.backup]\nfolder = \"" + data + "/copies\"\n");
        server = Server.start(data, "--demo");
        admin = new AdminClient(server.port("http"), data);
        browser = new Browser(server.port("http"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            assertThat(server.stop()).as(server.text()).isZero();
            assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
        }
    }

    @BeforeEach
    void logIn() {
        browser.size(1280, 860);
        browser.dark(false);
        browser.logIn(ADMIN, PASSWORD);
        browser.awaitText("Log out");
        browser.complaints();
    }

    @AfterEach
    void nothingBecameMarkup() {
        assertThat(browser.run("return window.evil ?? 'nothing'")).isEqualTo("nothing");
    }

    private static void deliver(String subject, String from, String to) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            client.hello();
            SmtpClient.expect(
                    250,
                    client.send("From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n\r\nHello.", to));
        }
    }

    /** A message that stays in the queue, because its destination is paused. */
    private static void queued(String domain, String subject) throws Exception {
        admin.post("queue/destinations/" + domain + "/pause", Map.of());
        try (SmtpClient client = new SmtpClient(server.port("submission"), PATIENCE)) {
            client.hello();
            client.startTls();
            client.hello();
            String login = java.util.Base64.getEncoder()
                    .encodeToString(("\0" + ALICE + "\0" + PASSWORD).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            SmtpClient.expect(235, client.command("AUTH PLAIN " + login));
            SmtpClient.expect(250, client.command("MAIL FROM:<" + ALICE + ">"));
            SmtpClient.expect(250, client.command("RCPT TO:<dave@" + domain + ">"));
            SmtpClient.expect(354, client.command("DATA"));
            SmtpClient.expect(
                    250,
                    client.command("From: " + ALICE + "\r\nTo: dave@" + domain + "\r\nSubject: " + subject
                            + "\r\n\r\nHello.\r\n."));
        }
    }

    private static String queueId(String domain) throws IOException {
        for (JsonNode row : admin.get("queue?destination=" + domain).get("items")) {
            return row.get("id").asString();
        }
        throw new AssertionError("nothing waits for " + domain);
    }

    @Test
    void whoGivesTheWrongPasswordStaysOutside() {
        browser.press("Log out");
        browser.type("Address", ADMIN);
        browser.type("Password", "wrong");
        browser.press("Log in");
        browser.find(By.cssSelector("[role=alert]"));
        assertThat(browser.text()).doesNotContain("Log out");
        browser.type("Password", PASSWORD);
        browser.press("Log in");
        browser.awaitText("Log out");
        assertThat(browser.run("return document.cookie"))
                .as("no script sees the session")
                .isEqualTo("");
    }

    @Test
    void aSessionThatHasEndedLeadsToTheDoor() throws IOException {
        browser.run(
                "fetch('/admin/v1/session').then(r => r.json()).then(s => fetch('/admin/v1/session',"
                        + " {method: 'DELETE', headers: {'X-Mailbay-Csrf': s.csrf}})).then(() => { location.hash = '#/tenants'; })");
        browser.awaitText("Your session has ended");
    }

    /** Light, dark and narrow: nothing fails, nothing is out of reach, nothing is wider than a phone. */
    @Test
    void everyPageOpens() throws Exception {
        deliver("For the pictures", "Carol <carol@elsewhere.test>", ALICE);
        queued("pictures.test", "Waits");
        admin.put("routing/aliases/sales@example.test", Map.of("to", List.of(ALICE)));
        if (isKept()) {
            for (String name : List.of("Anna", "Ben", "Chloe", "David", "Emma")) {
                deliver("Hello from " + name, name + "@elsewhere.test", ALICE);
                queued("partner.test", "An offer for " + name);
            }
        }
        List<String> wrong = new ArrayList<>();
        List<String> pages = new ArrayList<>(List.of(
                "domains/example.test",
                "accounts/" + ALICE,
                "tenants/demo",
                "bundles/org.mailbay.smtp",
                "addresses/groups",
                "queue/destinations",
                "queue/" + queueId("pictures.test"),
                "trace/"
                        + admin.get("trace?address=elsewhere").at("/items/0/id").asString()));
        pages.addAll(PAGES);
        for (String page : pages) {
            browser.go(page);
            assertThat(browser.heading()).as(page).isNotEqualTo("No such page");
            assertThat(browser.text()).as(page).doesNotContain("Try again");
            if (page.equals("overview")) {
                for (int i = 0; isKept() && i < 18; i++) {
                    deliver("To be drawn", "carol@elsewhere.test", ALICE);
                    Thread.sleep(1_000L + 700L * (i % 7));
                }
                browser.find(By.cssSelector("mb-plot canvas"));
            }
            browser.complaints().forEach(complaint -> wrong.add(page + " complains: " + complaint));
            keep(page.replaceFirst("/.*", PAGES.contains(page) ? "" : "-one"), browser.picture());
            browser.barriers().forEach(barrier -> wrong.add(page + " light: " + barrier));
            browser.dark(true);
            browser.barriers().forEach(barrier -> wrong.add(page + " dark: " + barrier));
            if (page.equals("overview")) {
                browser.await("the plots", "return new Promise(done => requestAnimationFrame(() => done(true)))");
                keep("overview-dark", browser.picture());
            }
            browser.dark(false);
            browser.size(360, 780);
            if (browser.overflow() > 0) {
                wrong.add(page + " is " + browser.overflow() + " pixels wider than a phone");
            }
            browser.barriers().forEach(barrier -> wrong.add(page + " narrow: " + barrier));
            if (page.equals("queue")) {
                keep("queue-narrow", browser.picture());
            }
            browser.size(1280, 860);
            browser.complaints(); // axe's own
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean isKept() {
        return System.getProperty("mailbay.screenshots") != null;
    }

    private static void keep(String page, byte[] picture) throws IOException {
        if (isKept()) {
            Path folder = Path.of(System.getProperty("mailbay.screenshots"));
            Files.createDirectories(folder);
            Files.write(folder.resolve(page + ".png"), picture);
        }
    }

    @Test
    void aTenantADomainAndAUserAreMadeChangedAndDeleted() throws IOException {
        browser.go("tenants");
        browser.press("New tenant");
        browser.type("Name", "acme");
        browser.press("Create");
        browser.await("the tenant", "return location.hash === '#/tenants/acme'");

        browser.go("domains");
        browser.press("New domain");
        browser.type("Domain", "acme.test");
        browser.run("document.querySelector('dialog select').value = 'acme'");
        browser.press("Create");
        browser.await("the domain", "return location.hash === '#/domains/acme.test'");
        browser.awaitText("DNS records");

        browser.go("accounts");
        browser.press("New user");
        browser.type("Address", "wile@acme.test");
        browser.type("Name", "Wile E. " + EVIL);
        browser.type("Password", "beep beep beep");
        browser.press("Create");
        browser.awaitText("Wile E. " + EVIL);
        assertThat(admin.get("accounts/wile@acme.test").get("name").asString()).isEqualTo("Wile E. " + EVIL);

        browser.press("New app password");
        browser.type("Name", "phone");
        browser.type("May be used for", "imap");
        browser.press("Make");
        browser.awaitText("It is shown this once");
        String secret = browser.find(By.cssSelector("dialog .secret code")).getText();
        assertThat(secret).hasSizeGreaterThan(12);
        browser.press("Close");
        browser.awaitText("phone");
        assertThat(browser.text()).doesNotContain(secret);

        browser.press("Suspend…");
        browser.press("Suspend");
        browser.awaitText("suspended");
        browser.press("Let in again");
        browser.awaitText("active");

        browser.press("Delete…");
        browser.press("Delete the user");
        browser.awaitText("Type wile@acme.test to go on");
        browser.type("Type", "wile@acme.test");
        browser.press("Delete the user");
        browser.await("the list", "return location.hash === '#/accounts'");
        browser.awaitNoText("wile@acme.test");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatTheServerRefusesIsSaidWhereItWasAsked() {
        browser.go("accounts");
        browser.press("New user");
        browser.type("Address", "nobody@nowhere.invalid");
        browser.type("Password", "long enough to be one");
        browser.press("Create");
        assertThat(browser.find(By.cssSelector("dialog [role=alert]")).getText())
                .contains("nowhere.invalid");
        browser.keys(Keys.ESCAPE);
        browser.awaitDialog(false);
    }

    @Test
    void aQueuedMessageIsHeldReleasedAndRemoved() throws Exception {
        queued("hold.test", "To be held " + EVIL);
        String id = queueId("hold.test");
        browser.go("queue/" + id);
        browser.awaitText("To be held " + EVIL);
        browser.press("Hold…");
        browser.type("Why", "looks odd");
        browser.press("Hold");
        browser.awaitText("looks odd");
        browser.press("Release");
        browser.awaitText("Released.");
        browser.press("Remove…");
        browser.check("Tell the sender that it was not delivered");
        browser.press("Remove");
        browser.await("the list", "return location.hash === '#/queue'");
        assertThat(admin.get("queue?destination=hold.test").get("items").isEmpty())
                .isTrue();
        browser.go("queue/destinations");
        browser.press("Resume hold.test");
        browser.awaitText("Resumed.");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aMessageIsFoundByItsSenderAndItsSubjectIsText() throws Exception {
        deliver(EVIL, EVIL + " <mallory@evil.test>", ALICE);
        browser.go("trace");
        browser.type("Address or trace id", "alice");
        browser.press("Find");
        browser.await("the search", "return location.hash === '#/trace?address=alice'");
        browser.find(By.cssSelector("td.name a")).click();
        browser.awaitText("What happened");
        browser.awaitText(ALICE);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anAliasAndAGroupAreMade() throws IOException {
        browser.go("addresses");
        browser.press("New alias");
        browser.type("Address", "info@example.test");
        browser.type("Goes to", ALICE);
        browser.press("Create");
        browser.awaitText("info@example.test");
        browser.press("Delete info@example.test");
        browser.press("Delete");
        browser.awaitNoText("info@example.test");
        browser.go("addresses/groups");
        browser.press("New group");
        browser.type("Address", "all@example.test");
        browser.press("Create");
        browser.await("the group", "return location.hash === '#/addresses/groups/all%40example.test'");
        browser.press("Add members");
        browser.type("Addresses", ALICE);
        browser.press("Add");
        browser.awaitText("Take out");
        assertThat(admin.get("routing/groups/all@example.test/members").toString())
                .contains(ALICE);
    }

    @Test
    void aPluginIsInstalledAfterAPreview() throws IOException {
        Path jar = Path.of("../examples/antispam-stage/target").toAbsolutePath().normalize();
        try (var files = Files.list(jar)) {
            jar = files.filter(file -> file.toString().matches(".*antispam-stage-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        browser.go("features");
        browser.press("Install or update…");
        browser.attach("Bundle", jar);
        browser.press("Preview");
        browser.awaitText("not installed");
        keep("features-preview", browser.picture());
        assertThat(admin.get("features").toString()).doesNotContain("antispam-stage");
        browser.press("Install");
        browser.awaitText("Took");
        browser.press("Close");
        browser.awaitText("antispam-stage");
        assertThat(admin.get("features").toString()).contains("antispam-stage");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aCopyIsMade() throws IOException {
        browser.go("backups");
        browser.press("Make a copy now");
        browser.press("Make the copy");
        browser.awaitText("The copy is made");
        browser.press("Close");
        browser.awaitDialog(false);
        assertThat(admin.get("store/backup").get("items")).isNotEmpty();
    }

    @Test
    void theLogIsFollowed() throws Exception {
        browser.go("logs");
        deliver("followed", "carol@elsewhere.test", ALICE);
        browser.await("a line of smtp", "return document.querySelector('.log')?.innerText.includes('smtp')");
        browser.type("Filter the log", "no line says this");
        browser.awaitText("No lines");
    }

    @Test
    void aChangeIsInTheAudit() throws IOException {
        admin.put("routing/aliases/audited@example.test", Map.of("to", List.of(ALICE)));
        browser.go("audit");
        browser.awaitText("audited@example.test");
    }

    @Test
    void aUserSeesOnlyTheirOwnPage() {
        browser.press("Log out");
        browser.logIn(ALICE, PASSWORD);
        browser.awaitText("My account");
        assertThat(browser.text()).contains(ALICE).doesNotContain("Tenants", "Features", "Queue");
        browser.press("New app password");
        browser.type("Name", "phone");
        browser.type("May be used for", "imap");
        browser.press("Make");
        browser.awaitText("It is shown this once");
        browser.press("Close");
        browser.awaitText("phone");
        browser.go("tenants");
        assertThat(browser.heading()).isEqualTo("No such page");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theThemeThatWasChosenStays() {
        String before = String.valueOf(browser.run("return getComputedStyle(document.body).backgroundColor"));
        browser.press("Theme: auto");
        browser.press("Theme: light");
        browser.awaitText("Theme: dark");
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(before);
        browser.logIn(ADMIN, PASSWORD);
        browser.press("Theme: dark");
        browser.awaitText("Theme: auto");
    }

    @Test
    void everythingIsReachedWithoutAMouse() {
        browser.press("Log out");
        browser.run("document.activeElement?.blur()");
        browser.tabTo("Address");
        browser.keys(ADMIN);
        browser.tabTo("Password");
        browser.keys(PASSWORD, Keys.ENTER);
        browser.awaitText("Log out");
        browser.go("overview");
        browser.run("document.activeElement?.blur()");
        browser.tabTo("Skip to content");
        browser.keys(Keys.ENTER);
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("main");
        browser.run("document.activeElement?.blur()");
        browser.tabTo("Users");
        browser.keys(Keys.ENTER);
        browser.await("the users", "return document.querySelector('main h1')?.innerText === 'Users'");
        browser.awaitText(ALICE);
        browser.keys("/");
        assertThat(browser.run("return document.activeElement.type")).isEqualTo("search");
        browser.keys("alice");
        browser.awaitNoText("bob@example.test");
        browser.tabTo(ALICE);
        browser.keys(Keys.ENTER);
        browser.await("alice", "return document.querySelector('main h1')?.innerText === '" + ALICE + "'");
        browser.tabTo("Suspend…");
        browser.keys(Keys.ENTER);
        browser.awaitDialog(true);
        browser.keys(Keys.ESCAPE);
        browser.awaitDialog(false);
        browser.await("the focus back", "return document.activeElement.innerText === 'Suspend…'");
        assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .as("where the focus is can be seen")
                .isEqualTo("solid");
    }
}
