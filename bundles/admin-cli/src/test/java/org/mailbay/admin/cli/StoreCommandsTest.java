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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Each command is one request. */
class StoreCommandsTest {
    @TempDir
    private Path data;

    private HttpServer server;
    private volatile String answer = "{}";
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        Files.writeString(data.resolve("admin.token"), "secret");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String run(String command) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(Main.unparsed()).setOut(new PrintWriter(out));
        String[] words = (command + " --data " + data + " --server http://127.0.0.1:"
                        + server.getAddress().getPort())
                .split(" ");
        assertThat(line.execute(words)).isZero();
        return out.toString().replace("\t", " | ").strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "store check; POST /admin/v1/store/check {}",
                "store check a7; POST /admin/v1/store/check {\"account\":\"a7\"}",
                "store check --last; GET /admin/v1/store/check",
                "store verify; POST /admin/v1/store/verify {}",
                "store verify --shard main; POST /admin/v1/store/verify {\"shard\":\"main\"}",
                "store migrate; POST /admin/v1/store/migrate {}",
                "store migrate --progress; GET /admin/v1/store/migrate",
                "store outbox; GET /admin/v1/store/outbox",
                "store outbox retry; POST /admin/v1/store/outbox/retry {}",
                "store outbox retry --topic mail --account a7;"
                        + " POST /admin/v1/store/outbox/retry {\"topic\":\"mail\",\"account\":\"a7\"}",
                "store search; GET /admin/v1/store/search",
                "store search rebuild; POST /admin/v1/store/search/rebuild {\"clear\":false}",
                "store search rebuild a7 --clear;"
                        + " POST /admin/v1/store/search/rebuild {\"account\":\"a7\",\"clear\":true}"
            })
    void asks(String command, String request) {
        answer = "{\"findings\":[],\"shards\":[],\"topics\":[]}";
        run(command);
        assertThat(asked.strip()).isEqualTo(request);
    }

    @Test
    void showsWhatIsWrong() {
        answer = "{\"findings\":[{\"code\":\"quota-differs\",\"account\":\"a7\",\"detail\":\"1, not 2\","
                + "\"proposal\":\"repair\"}],\"accountsChecked\":9}";
        assertThat(run("store check")).isEqualTo("quota-differs | a7 | 1, not 2 | repair");
        answer = "{\"findings\":[],\"accountsChecked\":9}";
        assertThat(run("store check")).isEqualTo("Nothing is wrong.");
        assertThat(run("store check --json")).startsWith("{").contains("accountsChecked");
        answer = "{\"shards\":[{\"shard\":\"main\",\"wrong\":[\"torn page\"],\"bytes\":5}]}";
        assertThat(run("store verify")).isEqualTo("main | 5 | [\"torn page\"]");
    }

    @Test
    void showsProgress() {
        answer = "{\"running\":true,\"accounts\":3,\"accountsDone\":1,\"lastFailure\":\"\"}";
        assertThat(run("store migrate")).contains("running: true", "accounts: 3", "accountsDone: 1");
        answer = "{\"shards\":[{\"shard\":\"main\",\"state\":\"fed\",\"documents\":4,\"bytes\":500,\"accounts\":2,"
                + "\"behindAccounts\":0,\"behindTransactions\":0,\"readAnew\":0,\"behind\":[]}],"
                + "\"findings\":[{\"code\":\"search-incomplete\",\"account\":\"a7\",\"detail\":\"e1\"}]}";
        assertThat(run("store search").lines())
                .containsExactly("main | fed | 4 | 500 | 2 | 0 | 0 | 0", "search-incomplete | a7 | e1");
        answer = "{\"accounts\":2}";
        assertThat(run("store search rebuild")).isEqualTo("2");
    }
}
