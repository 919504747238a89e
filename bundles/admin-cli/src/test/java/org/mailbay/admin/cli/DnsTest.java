package org.mailbay.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DnsTest {
    private static final Map<String, String> ANSWERS = Map.of(
            "GET /admin/v1/dns/one.test/MX",
            "{\"name\":\"one.test\",\"type\":\"MX\",\"status\":\"found\",\"authentic\":true,\"ttlSeconds\":90,"
                    + "\"from\":\"cache, 127.0.0.1:53\",\"reason\":\"\",\"records\":[\"10 mx.one.test\",\"20 b.test\"]}",
            "GET /admin/v1/dns/one.test/A",
            "{\"name\":\"one.test\",\"type\":\"A\",\"status\":\"failed\",\"authentic\":false,\"ttlSeconds\":5,"
                    + "\"from\":\"\",\"reason\":\"no answer from 127.0.0.1:53\",\"records\":[]}",
            "GET /admin/v1/dns",
            "{\"dnssec\":\"validate\",\"remembered\":7,\"servers\":[{\"server\":\"127.0.0.1:53\",\"state\":\"ok\"}]}",
            "POST /admin/v1/dns/flush",
            "{\"flushed\":7}");

    @TempDir
    private Path data;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(data.resolve("admin.token"), "secret");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String answer = ANSWERS.get(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anAnswerIsAFewLines() {
        assertThat(run("dns one.test MX"))
                .containsExactly("found, authentic, for 90 s, from cache, 127.0.0.1:53", "10 mx.one.test", "20 b.test");
        assertThat(run("dns one.test"))
                .containsExactly("failed, not authentic, for 5 s", "no answer from 127.0.0.1:53");
        assertThat(run("dns --json one.test MX")).contains("  \"status\" : \"found\",");
    }

    @Test
    void serversAndForgetting() {
        assertThat(run("dns")).containsExactly("dnssec: validate", "remembered: 7", "127.0.0.1:53\tok");
        assertThat(run("dns flush")).containsExactly("7");
    }

    private String[] run(String command) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(Main.unparsed()).setOut(new PrintWriter(out));
        String[] words = (command + " --data " + data + " --server http://127.0.0.1:"
                        + server.getAddress().getPort())
                .split(" ");
        assertThat(line.execute(words)).isZero();
        return out.toString().strip().split("\\R");
    }
}
