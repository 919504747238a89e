package org.mailbay.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule fails on a small bad example, and not on a good one. */
class RulesTest {

    private SmallHouse house;

    @BeforeEach
    void begin(@TempDir Path root) throws IOException {
        house = new SmallHouse(root);
    }

    /** Two leaves, an API and a library that obey everything. */
    private SmallHouse good() throws IOException {
        return house.bundle("mime", "library", "-")
                .source("bundles/mime", "org.mailbay.mime", "Part", "public record Part(String type) {}")
                .manifest("bundles/mime", "Export-Package: org.mailbay.mime;version=\"1.0.0\"")
                .bundle("mail-api", "api", "library")
                .source(
                        "bundles/mail-api",
                        "org.mailbay.mail",
                        "Mail",
                        "public interface Mail { org.mailbay.mime.Part part(); }")
                .manifest(
                        "bundles/mail-api",
                        "Export-Package: org.mailbay.mail;version=\"1.0.0\"",
                        "Import-Package: org.mailbay.mime;version=\"[1.0,2)\"")
                .bundle("mail", "leaf", "mail-api library")
                .source("bundles/mail", "org.mailbay.mail.box", "Box", "final class Box { org.mailbay.mail.Mail m; }")
                .manifest("bundles/mail", "Import-Package: org.mailbay.mail;version=\"[1.0,2)\"")
                .bundle("smtp", "leaf", "api")
                .source("bundles/smtp", "org.mailbay.smtp", "Verb", "enum Verb { EHLO }")
                .manifest("bundles/smtp", "Import-Package: org.mailbay.mail;version=\"[1.0,2)\",org.slf4j");
    }

    private static void assertBreach(Rule rule, House built, String... words) {
        assertThat(rule.check(built))
                .anySatisfy(finding -> assertThat(finding.toString()).contains(words));
    }

    @Test
    void goodHouseObeysEverything() throws IOException {
        var built = good().build();
        for (var rule : HouseTest.RULES) {
            assertThat(rule.check(built)).as(rule.name()).isEmpty();
        }
    }

    @Test
    void leafThatExports() throws IOException {
        good().manifest("bundles/smtp", "Export-Package: org.mailbay.smtp;version=\"1.0.0\"");
        assertBreach(new LayersRule(), house.build(), "bundles/smtp", "a leaf exports nothing");
    }

    @Test
    void leafThatImportsALeaf() throws IOException {
        good().bundle("imap", "leaf", "smtp")
                .source("bundles/imap", "org.mailbay.imap", "A", "class A {}")
                .manifest("bundles/imap", "Import-Package: org.mailbay.smtp");
        assertBreach(new LayersRule(), house.build(), "bundles/imap", "a leaf imports org.mailbay.smtp of leaf smtp");
    }

    @Test
    void importThatItsLineDoesNotAllow() throws IOException {
        good().bundle("imap", "leaf", "mail-api")
                .source("bundles/imap", "org.mailbay.imap", "A", "class A {}")
                .manifest("bundles/imap", "Import-Package: org.mailbay.mime");
        assertBreach(
                new LayersRule(), house.build(), "imports org.mailbay.mime of mime, which cnf/layers.tsv does not");
    }

    @Test
    void importUpward() throws IOException {
        good().bundle("sasl", "library", "-")
                .source("bundles/sasl", "org.mailbay.sasl", "A", "class A {}")
                .manifest("bundles/sasl", "Import-Package: org.mailbay.mail,org.osgi.framework");
        var built = house.build();
        assertBreach(new LayersRule(), built, "a library imports org.mailbay.mail of api mail-api");
        assertBreach(new LayersRule(), built, "libraries know no OSGi");
    }

    @Test
    void importThatNobodyExports() throws IOException {
        good().manifest("bundles/mime", "Import-Package: org.mailbay.gone");
        assertBreach(new LayersRule(), house.build(), "org.mailbay.gone, which no bundle exports");
    }

    @Test
    void apiWithComponents() throws IOException {
        good().manifest("bundles/mail-api", "Service-Component: OSGI-INF/x.xml");
        assertBreach(new LayersRule(), house.build(), "bundles/mail-api", "api with components");
    }

    @Test
    void thirdPartyPackageExported() throws IOException {
        good().bundle("x", "library", "-")
                .source("bundles/x", "org.mailbay.x", "A", "class A {}")
                .manifest("bundles/x", "Export-Package: com.example.lib");
        assertBreach(new LayersRule(), house.build(), "bundles/x", "com.example.lib", "embed it privately");
    }

    @Test
    void bundleWithoutLine() throws IOException {
        good().write("bundles/new/pom.xml", "");
        assertBreach(new LayersRule(), house.build(), "bundle new has no line");
    }

    @Test
    void bundleNotBuilt() throws IOException {
        good().bundle("new", "leaf", "-");
        assertBreach(new LayersRule(), house.build(), "bundles/new", "no built classes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gone;leaf;-|gone has a line and no folder",
                "mime;library;-|mime stands here twice",
                "odd;tree;-|unknown kind 'tree'",
                "odd;leaf|bundle ⇥ kind ⇥ may import",
                "smtq;leaf;whatever|may import unknown 'whatever'"
            })
    void badLine(String line, String words) throws IOException {
        good().layers(line.replace(';', '\t'));
        assertBreach(new LayersRule(), house.build(), "cnf/layers.tsv", words);
    }

    @Test
    void runtimeThatLacksABundleOrHasOneTooMany() throws IOException {
        good().bundle("tck", "test", "api").write("runtime/target/mailbay/bundles/org.mailbay.tck.jar", "");
        Files.delete(house.root().resolve("runtime/target/mailbay/bundles/org.mailbay.smtp.jar"));
        var built = house.build();
        assertBreach(new RuntimeRule(), built, "runtime/pom.xml", "smtp is not in the server");
        assertBreach(new RuntimeRule(), built, "runtime/pom.xml", "tck does not belong in the server");
    }

    @Test
    void leafThatSaysNoFigures() throws IOException {
        var file = "bundles/smtp/target/classes/OSGI-INF/org.mailbay.smtp.A.xml";
        var before = "<scr:component xmlns:scr=\"x\" name=\"org.mailbay.smtp.A\">\n  <service>\n";
        var built = good().write(file, before + "    <provide interface=\"java.lang.Runnable\"/>\n")
                .build();
        assertBreach(new MetricsRule(), built, "bundles/smtp", "nothing here is a MetricSource");
        house.write(file, before + "    <provide interface=\"org.mailbay.metrics.MetricSource\"/>\n");
        assertThat(new MetricsRule().check(built)).isEmpty();
    }

    @Test
    void wrongSymbolicName() throws IOException {
        good().write("bundles/smtp/target/classes/META-INF/MANIFEST.MF", "Bundle-SymbolicName: smtp\n\n");
        assertBreach(new LayersRule(), house.build(), "bundles/smtp", "Bundle-SymbolicName is not org.mailbay.smtp");
    }

    @Test
    void packageOfAnotherBundle() throws IOException {
        good().source("bundles/smtp", "org.mailbay.mime.more", "A", "class A {}");
        assertBreach(new PackagesRule(), house.build(), "bundles/smtp", "org.mailbay.mime.more belongs to another");
    }

    @Test
    void splitPackage() throws IOException {
        good().write("bundles/mail/src/main/java/org/mailbay/mail/A.java", "package org.mailbay.mail; class A {}");
        assertBreach(new PackagesRule(), house.build(), "org.mailbay.mail is also in", "no split packages");
    }

    @Test
    void packageNameThatSaysNothing() throws IOException {
        good().source("bundles/smtp", "org.mailbay.smtp.util", "A", "class A {}");
        assertBreach(new PackagesRule(), house.build(), "'util' says nothing");
    }

    @Test
    void doorSigns() throws IOException {
        good().write(
                        "bundles/smtp/src/main/java/org/mailbay/smtp/data/A.java",
                        "package org.mailbay.smtp.data; class A {}")
                .write(
                        "bundles/smtp/src/main/java/org/mailbay/smtp/package-info.java",
                        "/**\n" + " * Long.\n".repeat(20) + " */\npackage org.mailbay.smtp;\n");
        var built = house.build();
        assertBreach(new PackagesRule(), built, "smtp/data/package-info.java", "is missing");
        assertBreach(new PackagesRule(), built, "smtp/package-info.java", "add @NullMarked");
        assertBreach(new PackagesRule(), built, "smtp/package-info.java", "shorten 22 lines");
    }

    @Test
    void cycleOfPackages() throws IOException {
        good().source("bundles/smtp", "org.mailbay.smtp.a", "A", "public class A { org.mailbay.smtp.b.B b; }")
                .source(
                        "bundles/smtp",
                        "org.mailbay.smtp.b",
                        "B",
                        "public class B { Object o = new org.mailbay.smtp.a.A(); }");
        assertBreach(
                new CyclesRule(),
                house.build(),
                "org.mailbay.smtp.a → org.mailbay.smtp.b (A needs B) → org.mailbay.smtp.a (B needs A)");
    }

    @Test
    void thirdPartyTypeInExportedPackage() throws IOException {
        var members = List.of(
                "public org.assertj.core.api.Assert<?, ?> f;",
                "public void m(org.assertj.core.api.Assert<?, ?> a) {}",
                "public java.util.List<? extends org.assertj.core.api.Assert<?, ?>> l() { return null; }",
                "protected org.assertj.core.api.Assert<?, ?>[] f;",
                "public void m() throws org.junit.jupiter.api.extension.ExtensionConfigurationException {}");
        good();
        for (int i = 0; i < members.size(); i++) {
            house.source(
                    "bundles/mime",
                    "org.mailbay.mime",
                    "Leak" + i,
                    "public class Leak" + i + " { " + members.get(i) + " }");
        }
        var built = house.build();
        for (int i = 0; i < members.size(); i++) {
            assertBreach(new ExportedTypesRule(), built, "org.mailbay.mime.Leak" + i + ":", "to callers");
        }
    }

    @Test
    void thirdPartyTypeOutOfSight() throws IOException {
        good().source(
                        "bundles/mime",
                        "org.mailbay.mime",
                        "Private",
                        "public class Private { private org.assertj.core.api.Assert<?, ?> f; }");
        assertThat(new ExportedTypesRule().check(house.build())).isEmpty();
    }

    @Test
    void forbiddenCalls() throws IOException {
        assertForbidden(
                List.of(
                        "java.time.Instant.now()",
                        "java.time.LocalDate.now()",
                        "System.currentTimeMillis()",
                        "new java.util.Date()",
                        "\"\".toLowerCase()",
                        "\"\".toUpperCase()",
                        "\"\".getBytes()",
                        "new String(new byte[0])",
                        "new java.io.FileReader(\"x\")",
                        "new java.io.FileWriter(new java.io.File(\"x\"), true)",
                        "new java.io.InputStreamReader(System.in)",
                        "new java.io.PrintWriter(new java.io.ByteArrayOutputStream())",
                        "new java.io.ByteArrayOutputStream().toString()",
                        "new java.util.Scanner(System.in)",
                        "java.nio.charset.Charset.defaultCharset()",
                        "new Thread(() -> {})",
                        "new Thread() {}",
                        "new java.util.Timer(\"t\")",
                        "System.out",
                        "System.err",
                        "java.security.Security.addProvider(null)"),
                "Object o() throws Exception { return ",
                "; }");
    }

    private void assertForbidden(List<String> uses, String before, String after) throws IOException {
        good();
        for (int i = 0; i < uses.size(); i++) {
            var body = "class Bad" + i + " { " + before + uses.get(i) + after + " }";
            house.source("bundles/smtp", "org.mailbay.smtp", "Bad" + i, body);
        }
        var built = house.build();
        for (int i = 0; i < uses.size(); i++) {
            assertBreach(new ForbiddenApiRule(), built, "bundles/smtp org.mailbay.smtp.Bad" + i, "uses");
        }
    }

    @Test
    void forbiddenStatements() throws IOException {
        assertForbidden(
                List.of(
                        "System.exit(1)",
                        "Runtime.getRuntime().halt(1)",
                        "new Exception().printStackTrace()",
                        "((java.util.concurrent.ThreadPoolExecutor) null).execute(() -> {})"),
                "void o() { ",
                "; }");
    }

    @Test
    void allowedCalls() throws IOException {
        var calls = List.of(
                "java.time.Instant.now(java.time.Clock.systemUTC())",
                "java.time.Clock.systemUTC().instant()",
                "System.nanoTime()",
                "\"\".toLowerCase(java.util.Locale.ROOT)",
                "\"\".getBytes(java.nio.charset.StandardCharsets.UTF_8)",
                "new String(new byte[0], java.nio.charset.StandardCharsets.US_ASCII)",
                "new java.io.FileReader(\"x\", java.nio.charset.StandardCharsets.UTF_8)",
                "Thread.ofVirtual().name(\"t\").unstarted(() -> {})");
        good();
        for (int i = 0; i < calls.size(); i++) {
            var body = "class Good" + i + " { Object o() throws Exception { return " + calls.get(i) + "; } }";
            house.source("bundles/smtp", "org.mailbay.smtp", "Good" + i, body);
        }
        assertThat(new ForbiddenApiRule().check(house.build())).isEmpty();
    }

    @Test
    void clocksTellTheTimeAndToolsPrint() throws IOException {
        good().source(
                        "bundles/smtp",
                        "org.mailbay.smtp",
                        "Wall",
                        "class Wall implements java.time.InstantSource { "
                                + "public java.time.Instant instant() { return java.time.Instant.now(); } }")
                .bundle("launcher", "tool", "-")
                .source(
                        "bundles/launcher",
                        "org.mailbay.launcher",
                        "Main",
                        "class Main { void m() { System.out.println(); System.exit(2); } }");
        assertThat(new ForbiddenApiRule().check(house.build())).isEmpty();
    }

    @Test
    void longFile() throws IOException {
        good().write("bundles/smtp/src/main/java/Long.java", "\n".repeat(SourcesRule.MAX_LINES + 1));
        assertBreach(new SourcesRule(), house.build(), "Long.java", "split it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "// TO" + "DO later",
                "// FIX" + "ME",
                "// spotless:" + "off",
                "@Suppress" + "Warnings(\"deprecation\")",
                "@Suppress" + "Warnings({\"unchecked\", \"deprecation\"})"
            })
    void promiseOrSuppression(String line) throws IOException {
        good().write("bundles/smtp/src/test/java/Bad.java", line + "\n");
        assertBreach(new SourcesRule(), house.build(), "bundles/smtp/src/test/java/Bad.java:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"// TO" + "DO #12 later", "@Suppress" + "Warnings(\"unchecked\")"})
    void allowedLine(String line) throws IOException {
        good().write("bundles/smtp/src/test/java/Good.java", line + "\n");
        assertThat(new SourcesRule().check(house.build())).isEmpty();
    }

    @Test
    void sentences() throws IOException {
        good().write("bundles/smtp/README.md", "# Something else\n").write("bundles/mail/README.md", "");
        var built = house.build();
        assertBreach(new PapersRule(), built, "bundles/smtp/README.md:1", "'Something else'", "'Does smtp.'");
        assertBreach(new PapersRule(), built, "bundles/mail/README.md", "write it");
    }

    @Test
    void sentenceOfTheManifest() throws IOException {
        good().write("bundles/smtp/pom.xml", "<description>New words.</description>")
                .write("bundles/mime/pom.xml", "<artifactId>mime</artifactId>");
        var built = house.build();
        assertBreach(new PapersRule(), built, "bundles/smtp", "Bundle-Description is 'Does smtp.'");
        assertBreach(new PapersRule(), built, "bundles/mime/pom.xml", "add <description>");
    }

    @Test
    void licences() throws IOException {
        good().write("bundles/mail-api/LICENSE", "Do what you like.")
                .write("bundles/smtp/LICENSE", "Mine.")
                .module("examples/stage", "example", "api")
                .write("examples/stage/target/classes/META-INF/MANIFEST.MF", "Bundle-License: AGPL-3.0-or-later\n\n");
        var built = house.build();
        assertBreach(new PapersRule(), built, "bundles/mail-api/LICENSE", "copy the Apache text");
        assertBreach(new PapersRule(), built, "bundles/smtp/LICENSE", "remove it");
        assertBreach(new PapersRule(), built, "examples/stage", "kind example says Apache-2.0");
    }

    @Test
    void rfcIndex() throws IOException {
        good().source("bundles/smtp", "org.mailbay.smtp", "Cites", "class Cites {} // RFC 5321 §4 and RFC 9999 §1")
                .write("bundles/smtp/src/test/java/ATest.java", "// RFC 8888")
                .write(
                        "docs/rfc/index.tsv",
                        "# head\n5321\tSMTP\tyes\tsmtp\n8888\tX\tyes\t\n1939\tPOP3\tyes\tpop3\n9051\tIMAP\tno\t\n"
                                + "2033\tLMTP\tmaybe\t\n9051\tIMAP\tno\t\n6376\tDKIM\tpartial\t\n");
        var built = house.build();
        assertBreach(new RfcIndexRule(), built, "Cites.java:3", "cites RFC 9999: add its line");
        assertBreach(new RfcIndexRule(), built, "says 'yes' to RFC 8888, which no line of code cites");
        assertBreach(new RfcIndexRule(), built, "says 'yes' to RFC 1939");
        assertBreach(new RfcIndexRule(), built, "index.tsv:6", "write: rfc");
        assertBreach(new RfcIndexRule(), built, "index.tsv:7", "twice");
        assertBreach(new RfcIndexRule(), built, "index.tsv:8", "say what of RFC 6376 is missing");
        assertThat(new RfcIndexRule().check(built)).noneMatch(f -> f.remedy().contains("5321"));
    }

    @Test
    void reactor() throws IOException {
        good().write(
                        "pom.xml",
                        "<module>cnf/checks</module><module>bundles/mime</module><module>bundles/mime</module>");
        var built = house.build();
        assertBreach(new ReactorRule(), built, "bundles/smtp is not built");
        assertBreach(new ReactorRule(), built, "put cnf/checks last");
        assertBreach(new ReactorRule(), built, "stands there twice");
    }

    /** A transcript with two scenes that answer and one that only asks; a test with a method that is none. */
    private SmallHouse proofs() throws IOException {
        return good().write("itests/src/test/resources/transcripts/rfc8620/5.3-create.md", """
                        # Creating
                        ```json request
                        ```
                        ```json response
                        ```
                        ## It's "there", twice: `a-b`
                        ```http request
                        ```
                        ```http response
                        ## Not a heading
                        ```
                        ## Asked only
                        ```json request
                        ```
                        """)
                .write("itests/src/test/resources/imap/rfc9051-select.imap", "C1: a SELECT x\nS1: a NO\n")
                .write("itests/src/test/resources/imap/rfc9051-mute.imap", "C1: a SELECT x\n")
                .write("bundles/mime/src/test/java/org/mailbay/mime/PartTest.java", """
                        class PartTest {
                            @ParameterizedTest
                            @CsvSource({
                                "a, b",
                                "c, d"
                            })
                            void tests(String a) {
                            }

                            void helps() {
                            }
                        }
                        """);
    }

    @Test
    void clausesThatAreProved() throws IOException {
        proofs().write("docs/rfc/8620.tsv", """
                        # section, clause, proofs
                        1.2	Ids are of few characters	PartTest.tests
                        1.10	Clients ignore what they do not know	client
                        5.3	The id is told	rfc8620/5.3-create.md rfc8620/5.3-create.md#its-there-twice-a-b PartTest.tests
                        A.1	It is NO	rfc9051-select.imap
                        """);
        assertThat(new ClauseRule().check(house.build())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.3;Told;|has no proof",
                "5.3;Told|write: section",
                "5.3;;client|write: section",
                "§5.3;Told;client|write: section",
                "5.3;Told;client PartTest.tests|'client' is no proof",
                "5.3;Told;  |has no proof",
                "5.3;Told;somebody|'somebody' is no proof",
                "5.3;Told;rfc8620/5.3-create.md#gone|no such scene",
                "5.3;Told;rfc8620/5.3-create.md#not-a-heading|no such scene",
                "5.3;Told;rfc8620/5.3-create.md#asked-only|no such scene",
                "5.3;Told;rfc8620/5.3-gone.md|no such scene",
                "5.3;Told;rfc8620/create.md|is no proof",
                "5.3;Told;../5.3-create.md|is no proof",
                "5.3;Told;rfc9051-gone.imap|no such dialogue",
                "5.3;Told;rfc9051-mute.imap|no such dialogue",
                "5.3;Told;PartTest.gone|no such test",
                "5.3;Told;PartTest.helps|no such test",
                "5.3;Told;GoneTest.tests|no such test",
                "5.2;Before;client|stands after §5.3.1",
                "5.3.1;Given;client|stands here twice"
            })
    void clausesThatAreNot(String line, String words) throws IOException {
        proofs().write("docs/rfc/8620.tsv", "5.3.1\tGiven\tclient\n" + line.replace(';', '\t') + "\n");
        assertBreach(new ClauseRule(), house.build(), "docs/rfc/8620.tsv:2", words);
    }
}
