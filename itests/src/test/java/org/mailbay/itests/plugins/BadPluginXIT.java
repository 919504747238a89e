package org.mailbay.itests.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.features.Signer;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/**
 * Plugins that do everything wrong come into one running server: each is named with the reason, and nothing else of the server notices.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadPluginXIT {
    private static final int PATIENCE = 30_000;
    private static final String ALICE = "alice@example.test";
    private static final String SLEEP = "try { Thread.sleep(3_600_000); } catch (InterruptedException e) {";

    private static @TempDir Path work;
    private Path data;
    private Server server;
    private AdminClient admin;
    private Signer author;
    private JsonNode before;
    private int sent;

    @BeforeAll
    void start() throws Exception {
        data = work.resolve("data");
        Server.configure(data, "");
        Path file = data.resolve("etc/mailbay.toml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "allowUnsigned = true", "activateSeconds = 4\nstopSeconds = 4\nallowUnsigned = false"));
        author = new Signer(work.resolve("keys"), "author");
        Path trusted = data.resolve("etc/trusted-signers");
        Files.createDirectories(trusted);
        Files.copy(author.certificate(), trusted.resolve("author.pem"));
        server = Server.start(data, "--demo");
        admin = new AdminClient(server.port("http"), data);
        before = admin.get("features").get("items");
    }

    @AfterAll
    void stop() throws Exception {
        int code = server.stop();
        server.close();
        assertThat(code).as(server.text()).isZero();
    }

    /** Mail comes in and is seen, and the bundles are those of before. */
    @AfterEach
    void nothingElseNotices() throws Exception {
        mail();
        JsonNode after = admin.get("features").get("items");
        for (JsonNode bundle : after) {
            String name = bundle.get("name").asString();
            if (name.startsWith("com.example.")) {
                admin.delete("features/" + name); // so that one failure is one
            }
        }
        assertThat(after).isEqualTo(before);
        assertThat(admin.get("health").toString()).doesNotContain("com.example");
    }

    private void mail() throws Exception {
        String subject = "letter " + ++sent;
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE);
                JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
            client.hello();
            SmtpClient.expect(250, client.send("Subject: " + subject + "\r\n\r\nx\r\n", ALICE));
            assertThat(alice.one("Email/query", "\"filter\":{\"subject\":\"" + subject + "\"}")
                            .get("ids"))
                    .hasSize(1);
        }
    }

    private JsonNode install(Plugin plugin) throws Exception {
        return admin.update(author.sign(plugin.jar(work)));
    }

    /** What is said when it is installed. */
    private String refused(Plugin plugin) throws Exception {
        return refused(author.sign(plugin.jar(work)));
    }

    private String refused(Path jar) {
        Throwable thrown = catchThrowable(() -> admin.update(jar));
        assertThat(thrown).isInstanceOf(IOException.class);
        return thrown.getMessage();
    }

    @Test
    void oneThatThrowsInItsConstructor() throws Exception {
        assertThat(refused(new Plugin("thrower", "public Bad() { throw new IllegalStateException(\"no luck\"); }")))
                .contains("409", "does-not-work", "com.example.thrower", "com.example.bad.Bad", "no luck");
    }

    @Test
    void oneWhoseClassCannotBeInitialised() throws Exception {
        assertThat(refused(new Plugin("initialiser", "static final int X = Integer.parseInt(\"x\");")))
                .contains("does-not-work", "com.example.initialiser", "com.example.bad.Bad");
    }

    @Test
    void oneThatLacksAClassOfItsOwn() throws Exception {
        assertThat(refused(new Plugin("gap", "public Bad() { Absent.touch(); }").without("Absent")))
                .contains("does-not-work", "com.example.gap", "ClassNotFoundException", "Bad$Absent");
    }

    @Test
    void oneThatBlocksInActivationWhileMailGoesOn() throws Exception {
        Path jar = author.sign(new Plugin("sleeper", "public void start() { " + SLEEP + " } }").jar(work));
        var said = new java.util.concurrent.atomic.AtomicReference<String>("nothing");
        Thread installer = Thread.ofPlatform().name("installer").start(() -> said.set(refused(jar)));
        do {
            mail();
        } while (installer.isAlive());
        installer.join();
        assertThat(said.get())
                .contains("blocks", "com.example.sleeper did not start within 4 s", "com.example.bad.Bad.start");
    }

    @Test
    void oneThatBlocksAndDoesNotHeedInterrupts() throws Exception {
        assertThat(refused(new Plugin("stubborn", "public Bad() { while (true) { " + SLEEP + " } } }")))
                .contains("blocks", "com.example.stubborn", "even when it is interrupted");
    }

    @Test
    void oneThatBlocksWhenItIsToGo() throws Exception {
        Plugin plugin = new Plugin("clinger", "public void stop() { " + SLEEP + " } }");
        assertThat(install(plugin).get("mode").asString()).isEqualTo("new");
        assertThat(admin.delete("features/com.example.clinger").toString())
                .contains("com.example.clinger did not stop within 4 s", "com.example.bad.Bad.stop");
    }

    @Test
    void oneThatLeavesThreadsBehind() throws Exception {
        Plugin plugin = new Plugin("leak", """
                public void start() {
                  Thread thread = new Thread(() -> { while (true) { %s } } }, "drip");
                  thread.setDaemon(true);
                  thread.start();
                }""".formatted(SLEEP));
        assertThat(install(plugin).get("mode").asString()).isEqualTo("new");
        assertThat(admin.delete("features/com.example.leak").get("threads").toString())
                .contains("drip (com.example.bad.Bad");
    }

    @Test
    void oneThatHasNothingToRun() throws Exception {
        assertThat(refused(new Plugin("nothing", "").header("Service-Component", "")))
                .contains("does-nothing", "com.example.nothing");
    }

    @Test
    void oneWhoseComponentDescriptionIsNotThere() throws Exception {
        assertThat(refused(new Plugin("nowhere", "").header("Service-Component", "OSGI-INF/absent.xml")))
                .contains("does-not-work", "com.example.nowhere");
    }

    @Test
    void oneThatExportsWhatIsThere() throws Exception {
        assertThat(refused(new Plugin("usurper", "").header("Export-Package", "org.mailbay.store;version=9.0.0")))
                .contains("not-a-leaf", "com.example.usurper", "org.mailbay.store");
    }

    @Test
    void oneThatImportsWhatIsNotThere() throws Exception {
        assertThat(refused(new Plugin("needy", "").header("Import-Package", "org.absent;version=\"[1,2)\"")))
                .contains("does-not-resolve", "com.example.needy", "org.absent");
        assertThat(refused(new Plugin("dated", "").header("Import-Package", "org.mailbay.store;version=\"[99,100)\"")))
                .contains("does-not-resolve", "com.example.dated", "org.mailbay.store");
        assertThat(refused(new Plugin("caller", "").header("Require-Capability", "com.absent;filter:=\"(x=1)\"")))
                .contains("does-not-resolve", "com.example.caller", "com.absent");
    }

    @Test
    void oneThatWaitsForAServiceThatNobodyOffers() throws Exception {
        assertThat(refused(new Plugin("waiter", "public void bind(Comparable<?> c) {}").needs("java.lang.Comparable")))
                .contains(
                        "does-not-work",
                        "com.example.waiter",
                        "com.example.bad.Bad waits for wanted (java.lang.Comparable");
    }

    @Test
    void oneThatDoesMoreThanItSays() throws Exception {
        String body = "public void start() throws Exception { new java.net.Socket().close(); }";
        assertThat(refused(new Plugin("liar", body).header("Mailbay-Uses", "files")))
                .contains("undeclared", "com.example.liar", "sockets", "java.net.Socket");
    }

    @Test
    void oneThatNobodySignedAndOneThatAStrangerDid() throws Exception {
        Path jar = new Plugin("orphan", "").jar(work);
        assertThat(refused(jar)).contains("unsigned", "com.example.orphan", "etc/trusted-signers");
        assertThat(refused(new Signer(work.resolve("keys"), "stranger").sign(jar)))
                .contains("unknown-signer", "com.example.orphan", "CN=stranger");
        Path broken = work.resolve("broken.jar");
        Files.copy(author.sign(jar), broken);
        try (var files = java.nio.file.FileSystems.newFileSystem(broken)) {
            Files.writeString(files.getPath("OSGI-INF/bad.xml"), "<x/>");
        }
        assertThat(refused(broken)).contains("bad-signature", "com.example.orphan", "OSGI-INF/bad.xml");
    }

    @Test
    void whatIsNoBundle() throws Exception {
        Path file = work.resolve("text.jar");
        Files.writeString(file, "not a jar");
        assertThat(refused(file)).contains("no-bundle");
        assertThat(refused(new Plugin("nameless", "")
                        .header("Bundle-SymbolicName", "a b")
                        .jar(work)))
                .contains("no-bundle", "Bundle-SymbolicName");
    }

    @Test
    void aStageThatThrowsOrHangsAsksNothingOfTheMail() throws Exception {
        for (String judge : new String[] {"throw new AssertionError(\"oops\");", "while (true) { " + SLEEP + " } }"}) {
            install(new Plugin("stage", "org.mailbay.antispam.spi.Stage", """
                    public org.mailbay.antispam.Opinion judge(
                        org.mailbay.antispam.Phase p, org.mailbay.antispam.Candidate c, org.mailbay.dns.Resolver r) {
                      %s
                    }""".formatted(judge))
                    .provides("org.mailbay.antispam.spi.Stage")
                    .property("mailbay.stage", "String", "bad-stage")
                    .property("mailbay.stage.order", "Integer", "500")
                    .property("mailbay.stage.phases", "String", "MESSAGE")
                    .header("Import-Package", "org.mailbay.antispam,org.mailbay.antispam.spi,org.mailbay.dns"));
            mail();
            admin.delete("features/com.example.stage");
        }
    }

    @Test
    void aResourceThatThrowsSpoilsNoOther() throws Exception {
        install(new Plugin("resource", "org.mailbay.admin.spi.AdminResource", """
                public java.util.List<org.mailbay.admin.spi.Operation> operations() {
                  throw new IllegalStateException("no operations today");
                }""")
                .provides("org.mailbay.admin.spi.AdminResource")
                .property("mailbay.admin.path", "String", "bad-resource")
                .header("Import-Package", "org.mailbay.admin.spi"));
        assertThat(admin.get("accounts").get("items")).isNotEmpty();
        assertThat(admin.get("").get("items").toString()).contains("listAccounts");
        assertThat(admin.get("openapi.json").get("paths").toString()).contains("listAccounts");
        assertThat(catchThrowable(() -> admin.get("bad-resource"))).isInstanceOf(IOException.class);
        admin.delete("features/com.example.resource");
    }

    @Test
    void aHookThatThrowsLosesNoMail() throws Exception {
        install(new Plugin("hook", "org.mailbay.mail.spi.DeliveryHook", """
                public void delivered(org.mailbay.store.Transaction tx, Arrival arrival) {
                  throw new NoClassDefFoundError("oops");
                }""")
                .provides("org.mailbay.mail.spi.DeliveryHook")
                .header("Import-Package", "org.mailbay.mail.spi,org.mailbay.store,org.mailbay.mail"));
        mail();
        admin.delete("features/com.example.hook");
    }
}
