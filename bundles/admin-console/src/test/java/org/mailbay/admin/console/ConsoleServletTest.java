package org.mailbay.admin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.admin.spi.Call;
import org.mailbay.admin.spi.ConsolePage;
import org.mailbay.admin.spi.ConsolePage.Entry;

/** The files as they are in the bundle, asked for as a browser does. */
final class ConsoleServletTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Pattern IMPORT = Pattern.compile("(?:\\bfrom|\\bimport)\\s*['\"]([^'\"\\s]+)['\"]");

    private final AddedPages added = new AddedPages();
    private final ConsoleServlet servlet = new ConsoleServlet(new Assets(files()), added);
    private final Map<String, String> asked = new HashMap<>();
    private final Map<String, Object> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new HashMap<>();
        for (String folder : new String[] {"console", "META-INF/resources/webjars"}) {
            try (Stream<Path> found = Files.walk(CLASSES.resolve(folder))) {
                for (Path file : found.filter(Files::isRegularFile).toList()) {
                    files.put(CLASSES.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return files;
    }

    private String get(String path) throws IOException {
        answered.clear();
        body.reset();
        status = 0;
        servlet.doGet(
                proxy(HttpServletRequest.class, (name, arguments) -> switch (name) {
                    case "getRequestURI" -> path;
                    case "getHeader" -> asked.get(String.valueOf(arguments[0]));
                    default -> null;
                }),
                proxy(HttpServletResponse.class, (name, arguments) -> {
                    switch (name) {
                        case "setStatus" -> status = (Integer) arguments[0];
                        case "setHeader" -> answered.put(String.valueOf(arguments[0]), arguments[1]);
                        case "setContentType" -> answered.put("Content-Type", arguments[0]);
                        case "setContentLength" -> answered.put("Content-Length", arguments[0]);
                        default -> {
                            return name.equals("getOutputStream") ? into(body) : null;
                        }
                    }
                    return null;
                }));
        return body.toString(StandardCharsets.UTF_8);
    }

    private interface Answering {
        @Nullable
        Object answer(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answering answering) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) ->
                        answering.answer(method.getName(), arguments == null ? new Object[0] : arguments)));
    }

    private static ServletOutputStream into(ByteArrayOutputStream bytes) {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(int b) {
                bytes.write(b);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "/admin, text/html; charset=utf-8",
        "/admin/console/app.js, text/javascript; charset=utf-8",
        "/admin/console/pages/queue.js, text/javascript; charset=utf-8",
        "/admin/console/style.css, text/css; charset=utf-8",
        "/admin/console/icon.svg, image/svg+xml",
        "/admin/console/lib/uplot/dist/uPlot.esm.js, text/javascript; charset=utf-8",
        "/admin/console/lib/lit/LICENSE, text/plain; charset=utf-8"
    })
    void eachFileHasItsTypeAndTheHeadersThatProtectIt(String path, String type) throws IOException {
        assertThat(get(path)).isNotEmpty();
        assertThat(status).isEqualTo(200);
        assertThat(answered)
                .containsEntry("Content-Type", type)
                .containsEntry("Content-Length", body.size())
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("X-Frame-Options", "DENY")
                .containsEntry("Referrer-Policy", "no-referrer")
                .containsEntry("Cache-Control", "no-cache");
        assertThat(answered.get("Content-Security-Policy"))
                .asString()
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'")
                .contains("require-trusted-types-for 'script'")
                .doesNotContain("unsafe", "*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/console/",
                "/admin/console",
                "/admin/console/nothing.js",
                "/admin/console/../../META-INF/MANIFEST.MF",
                "/admin/console/%2e%2e/MANIFEST.MF",
                "/admin/console//app.js",
                "/admin/console/lib/lit/3.3.1/index.js",
                "/admin/other"
            })
    void whatIsNoFileIsNotFound(String path) throws IOException {
        assertThat(get(path)).contains("no such file");
        assertThat(status).isEqualTo(404);
        assertThat(answered)
                .containsEntry("Content-Type", "application/problem+json")
                .containsKey("Content-Security-Policy");
    }

    @Test
    void aPageOfAnotherBundleIsListedAndItsFilesAreServedUntilItGoes() throws Exception {
        ConsolePage page = new ConsolePage() {
            @Override
            public Entry entry() {
                return new Entry("acme-usage", "Usage", "Acme", "listAccounts");
            }

            @Override
            public byte @Nullable [] file(String name) {
                return name.equals("page.js") ? "export {};".getBytes(StandardCharsets.UTF_8) : null;
            }
        };
        added.bindPage(page);
        assertThat(Call.of("GET", "").to(added).toString())
                .contains("name=acme-usage", "module=/admin/console/plugins/acme-usage/page.js");
        assertThat(get("/admin/console/plugins/acme-usage/page.js")).isEqualTo("export {};");
        assertThat(status).isEqualTo(200);
        assertThat(answered.get("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(String.valueOf(answered.get("Content-Security-Policy"))).contains("script-src 'self'");
        for (String absent : new String[] {
            "acme-usage/other.js",
            "acme-other/page.js",
            "acme-usage/../page.js",
            "acme-usage/a/page.js",
            "acme-usage/page.exe",
            ""
        }) {
            get("/admin/console/plugins/" + absent);
            assertThat(status).as(absent).isEqualTo(404);
        }
        added.unbindPage(page);
        assertThat(Call.of("GET", "").to(added).get("items")).isEqualTo(java.util.List.of());
        get("/admin/console/plugins/acme-usage/page.js");
        assertThat(status).isEqualTo(404);
    }

    @Test
    void aPageThatCannotSayWhatItIsStaysOutside() throws Exception {
        added.bindPage(() -> new Entry("queue", "Queue", "", "listQueue"));
        assertThat(Call.of("GET", "").to(added).get("items")).isEqualTo(java.util.List.of());
    }

    @Test
    void whoHasTheFileIsNotSentItAgain() throws IOException {
        get("/admin/console/app.js");
        Object tag = answered.get("ETag");
        for (String told : new String[] {tag.toString(), "W/" + tag, "\"other\", " + tag, "*"}) {
            asked.put("If-None-Match", told);
            assertThat(get("/admin/console/app.js")).as(told).isEmpty();
            assertThat(status).as(told).isEqualTo(304);
            assertThat(answered).containsEntry("ETag", tag);
        }
        asked.put("If-None-Match", "\"other\"");
        assertThat(get("/admin/console/app.js")).isNotEmpty();
        assertThat(status).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"gzip, true", "'br, gzip;q=0.5', true", "'gzip;q=0', false", "br, false", "'GZIP', true"})
    void itIsPackedForWhoUnderstandsThat(String encodings, boolean isPacked) throws IOException {
        String plain = get("/admin/console/style.css");
        Object tag = answered.get("ETag");
        asked.put("Accept-Encoding", encodings);
        get("/admin/console/style.css");
        assertThat(answered).containsEntry("Vary", "Accept-Encoding");
        if (isPacked) {
            assertThat(answered).containsEntry("Content-Encoding", "gzip");
            assertThat(answered.get("ETag")).isNotEqualTo(tag);
            byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(body.toByteArray())).readAllBytes();
            assertThat(new String(unpacked, StandardCharsets.UTF_8)).isEqualTo(plain);
        } else {
            assertThat(answered).doesNotContainKey("Content-Encoding").containsEntry("ETag", tag);
        }
    }

    @Test
    void everyImportLeadsToAFileThatIsServed() throws IOException {
        TreeSet<String> open = new TreeSet<>();
        TreeSet<String> seen = new TreeSet<>();
        open.add("/admin/console/app.js");
        while (!open.isEmpty()) {
            String path = open.pollFirst();
            seen.add(path);
            String text = get(path);
            assertThat(status).as(path).isEqualTo(200);
            for (MatchResult found : IMPORT.matcher(text).results().toList()) {
                String name = found.group(1);
                assertThat(name).as("import in " + path).matches("(/|\\.\\.?/).*");
                String target = Path.of(path).resolveSibling(name).normalize().toString();
                if (!seen.contains(target)) {
                    open.add(target);
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(25).contains("/admin/console/lib/lit__reactive-element/css-tag.js");
    }

    @Test
    void aLibraryThatImportsWhatIsNotThereIsRefused() {
        Map<String, byte[]> files = Map.of(
                "META-INF/resources/webjars/lit/1/index.js",
                "import{a}from\"left-pad\"".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new Assets(files)).hasMessageContaining("left-pad");
    }

    @Test
    void nothingIsInlineAndNoDataBecomesMarkup() throws IOException {
        String page = get("/admin").toLowerCase(Locale.ROOT);
        assertThat(page)
                .doesNotContain("<style", "style=", " on", "javascript:")
                .contains("<script src=");
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            if (file.getKey().startsWith("console/") && file.getKey().endsWith(".js")) {
                assertThat(new String(file.getValue(), StandardCharsets.UTF_8))
                        .as(file.getKey())
                        .doesNotContain(
                                "innerHTML",
                                "outerHTML",
                                "insertAdjacentHTML",
                                "unsafeHTML",
                                "document.write",
                                "eval(",
                                "style=");
            }
        }
    }
}
