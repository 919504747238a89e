package org.mailbay.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.felix.hc.api.HealthCheck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.tls.Certificates;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.MDC;

/** The bundle in a real framework: what clients see. */
class HttpServerTest {
    private static @TempDir Path folder;
    private static Engine engine;

    @BeforeAll
    static void start() throws Exception {
        engine = new Engine(folder.resolve("cache"));
    }

    @AfterAll
    static void stop() throws Exception {
        engine.stop();
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void servesOnLoopbackWithTraceAndSafeHeaders() throws Exception {
        ServiceRegistration<Servlet> echo = serve("/echo/*", "one");
        HttpResponse<String> answer = get("/echo/x");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(engine.listens("http")).startsWith("http 127.0.0.1:");
        String trace = answer.headers().firstValue("X-Trace-Id").orElseThrow();
        assertThat(trace).matches("[0-9a-f]{16}");
        assertThat(answer.body()).isEqualTo("one " + trace + " /x");
        assertThat(answer.headers().map())
                .containsKeys("x-content-type-options", "content-security-policy", "x-frame-options")
                .doesNotContainKeys("server", "x-powered-by", "strict-transport-security");
        echo.unregister();
    }

    @Test
    void aTraceFromOutsideIsNotTaken() throws Exception {
        ServiceRegistration<Servlet> echo = serve("/echo/*", "one");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri("/echo/x"))
                        .header("X-Trace-Id", "mine")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().allValues("X-Trace-Id")).hasSize(1).doesNotContain("mine");
        echo.unregister();
    }

    @Test
    void whatWasNeverServedIs404AndWhatIsDeclaredIs503() throws Exception {
        HttpResponse<String> never = get("/never");
        assertThat(never.statusCode()).isEqualTo(404);
        assertThat(never.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(never.body()).contains("\"status\":404", "\"trace\":");
        HttpResponse<String> declared = get("/jmap/api");
        assertThat(declared.statusCode()).isEqualTo(503);
        assertThat(declared.headers().firstValue("Retry-After")).contains("1");
        assertThat(declared.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void aRequestWaitsForAServletThatIsBeingReplaced() throws Exception {
        ServiceRegistration<Servlet> first = serve("/gap/*", "first");
        assertThat(get("/gap/x").body()).startsWith("first");
        first.unregister();
        Thread later = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(700);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            serve("/gap/*", "second");
        });
        HttpResponse<String> answer = get("/gap/x");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("second");
        later.join();
    }

    @Test
    void aServletThatDoesNotComeBackIs503Not404() throws Exception {
        serve("/gone/*", "first").unregister();
        HttpResponse<String> answer = get("/gone/x");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void noRequestFailsWhileServletsAreReplacedUnderLoad() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        ServiceRegistration<Servlet> current = serve("/load/*", "0");
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clients.add(Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    try {
                        HttpResponse<String> answer = get("/load/x");
                        if (answer.statusCode() == 200) {
                            served.incrementAndGet();
                        } else {
                            wrong.add(answer.statusCode() + " " + answer.body());
                        }
                    } catch (Exception e) {
                        wrong.add(e.toString());
                    }
                }
            }));
        }
        Engine.await(() -> served.get() > 0 || !wrong.isEmpty());
        for (int round = 1; round <= 40; round++) {
            Thread.sleep(20);
            if (round % 2 == 0) {
                // side by side
                ServiceRegistration<Servlet> next = serve("/load/*", String.valueOf(round));
                Thread.sleep(5);
                current.unregister();
                current = next;
            } else {
                // in place
                current.unregister();
                current = serve("/load/*", String.valueOf(round));
            }
        }
        over.set(true);
        for (Thread thread : clients) {
            thread.join();
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void anAsynchronousServletWorksBehindTheFilters() throws Exception {
        ServiceRegistration<Servlet> async = register("/async/*", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                AsyncContext context = request.startAsync();
                Thread.ofVirtual().start(() -> {
                    try {
                        context.getResponse().getWriter().print("later");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    context.complete();
                });
            }
        });
        assertThat(get("/async/x").body()).isEqualTo("later");
        async.unregister();
    }

    @Test
    void bodiesAreBounded() throws Exception {
        ServiceRegistration<Servlet> sink = register("/sink/*", new HttpServlet() {
            @Override
            protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
                int length = request.getInputStream().readAllBytes().length;
                response.getWriter().print("read " + length);
            }
        });
        assertThat(raw(post("Content-Length: 5\r\n", "12345")))
                .startsWith("HTTP/1.1 200")
                .endsWith("read 5");
        assertThat(raw(post("Content-Length: 1001\r\n", "1")))
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json");
        String chunk = "1f4\r\n" + "x".repeat(500) + "\r\n";
        assertThat(raw(post("Transfer-Encoding: chunked\r\n", chunk + chunk + "0\r\n\r\n")))
                .endsWith("read 1000");
        assertThat(raw(post("Transfer-Encoding: chunked\r\n", chunk + chunk + chunk + "0\r\n\r\n")))
                .startsWith("HTTP/1.1 413");
        sink.unregister();
    }

    @Test
    void ambiguousRequestsAreRefusedWithoutABanner() throws Exception {
        String two = raw(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
        assertThat(two).startsWith("HTTP/1.1 400").doesNotContainIgnoringCase("jetty");
        assertThat(raw(post("Content-Length: 5\r\nContent-Length: 6\r\n", "123456")))
                .startsWith("HTTP/1.1 400");
        assertThat(raw("GET /sink/x HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /a%2f../x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .doesNotContainIgnoringCase("jetty");
        assertThat(raw("GET /x HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(5000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void aServletsFailureShowsNoStackTrace() throws Exception {
        ServiceRegistration<Servlet> broken = register("/broken/*", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                throw new IllegalStateException("inner secret");
            }
        });
        HttpResponse<String> answer = get("/broken/x");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .doesNotContain("secret", "Exception", "Jetty")
                .contains(answer.headers().firstValue("X-Trace-Id").orElseThrow());
        broken.unregister();
    }

    @Test
    void httpsComesWithTheCertificateAndSurvivesItsReplacement() throws Exception {
        assertThat(engine.listens("https")).isEmpty();
        ServiceRegistration<Servlet> echo = serve("/tls/*", "safe");
        X509ExtendedKeyManager one = TestKeys.selfSigned(folder, "one");
        ServiceRegistration<Certificates> first = certificates(one);
        URI uri = URI.create("https://127.0.0.1:" + engine.port("https") + "/tls/x");
        assertThat(subject(uri)).isEqualTo("CN=one");
        ServiceRegistration<Certificates> second = certificates(TestKeys.selfSigned(folder, "two"));
        first.unregister();
        assertThat(subject(uri)).isEqualTo("CN=two");
        second.unregister();
        echo.unregister();
    }

    @Test
    void newSettingsOpenANewDoorAndTheHealthCheckTellsOfOneThatCannotOpen() throws Exception {
        HealthCheck check = engine.context()
                .getService(engine.context().getServiceReferences(HealthCheck.class, "(hc.name=http)").stream()
                        .findFirst()
                        .orElseThrow());
        int before = engine.port("http");
        assertThat(check.execute().getStatus().name()).isIn("OK", "WARN");
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort() - 8000;
            engine.configure(Map.of("port", port, "tlsPort", 0));
            Engine.await(() -> !check.execute().isOk()
                    && check.execute().toString().contains("cannot listen on port " + taken.getLocalPort()));
        }
        engine.configure(Map.of("port", 0, "tlsPort", 0, "maxBodyBytes", 1000L, "maxHeaderBytes", 4096));
        Engine.await(() -> !engine.listens("http").isEmpty());
        assertThat(engine.port("http")).isNotEqualTo(before);
        assertThat(get("/never").statusCode()).isEqualTo(404);
    }

    private ServiceRegistration<Certificates> certificates(X509ExtendedKeyManager keys) {
        return engine.context()
                .registerService(
                        Certificates.class,
                        new Certificates() {
                            @Override
                            public X509ExtendedKeyManager keyManager() {
                                return keys;
                            }

                            @Override
                            public long generation() {
                                return 1;
                            }
                        },
                        null);
    }

    private static String subject(URI uri) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {TestKeys.trustAll()}, null);
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).startsWith("safe");
            return ((java.security.cert.X509Certificate)
                            answer.sslSession().orElseThrow().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static ServiceRegistration<Servlet> serve(String pattern, String name) {
        return register(pattern, new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setContentType("text/plain");
                response.getWriter().print(name + " " + MDC.get("trace") + " " + request.getPathInfo());
            }
        });
    }

    private static ServiceRegistration<Servlet> register(String pattern, Servlet servlet) {
        return engine.context()
                .registerService(
                        Servlet.class,
                        servlet,
                        new Hashtable<>(Map.of(
                                "osgi.http.whiteboard.servlet.pattern",
                                pattern,
                                "osgi.http.whiteboard.servlet.asyncSupported",
                                true)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(String path) throws Exception {
        return URI.create("http://127.0.0.1:" + engine.port("http") + path);
    }

    private static String post(String headers, String body) {
        return "POST /sink/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), engine.port("http"))) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }
}
