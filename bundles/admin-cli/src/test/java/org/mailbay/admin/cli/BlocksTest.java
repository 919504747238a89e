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

class BlocksTest {
    private static final Map<String, String> ANSWERS = Map.of(
            "GET /admin/v1/blocks",
            "{\"items\":[{\"scope\":\"familiar\",\"account\":\"alice@one.test\",\"source\":\"192.0.2.1\","
                    + "\"failures\":3,\"blockedSeconds\":0}]}",
            "DELETE /admin/v1/blocks/account/alice%40one.test",
            "{\"lifted\":\"account alice@one.test\"}",
            "DELETE /admin/v1/blocks/source/192.0.2.1",
            "{\"lifted\":\"source 192.0.2.1\"}",
            "DELETE /admin/v1/blocks/source/2001%3Adb8%3A%3A1",
            "{\"lifted\":\"source 2001:db8::1\"}");

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
    void whoFailedAndWhoIsLetInAgain() {
        assertThat(run("blocks")).containsExactly("familiar\talice@one.test\t192.0.2.1\t3\t0");
        assertThat(run("blocks lift alice@one.test")).containsExactly("account alice@one.test");
        assertThat(run("blocks lift 192.0.2.1")).containsExactly("source 192.0.2.1");
        assertThat(run("blocks lift 2001:db8::1")).containsExactly("source 2001:db8::1");
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
