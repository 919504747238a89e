package org.mailbay.itests.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.itests.server.Server;

/** The command line client, {@code ./mailbay admin}, against a server. */
final class CommandLine {
    private CommandLine() {}

    /** Runs a command, which must succeed; what it prints. */
    static String admin(Server server, String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Server.home().resolve("admin") + "/*",
                "org.mailbay.admin.cli.Main"));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("--data", server.data().toString(), "--server", "http://127.0.0.1:" + server.port("http")));
        return Programs.run(input, command);
    }
}
