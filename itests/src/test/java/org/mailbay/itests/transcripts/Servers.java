package org.mailbay.itests.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.server.Server;

/** The servers that transcripts talk to: one for those that ask for nothing special, and one for each configuration. */
final class Servers {
    private static final String FAULTS = "Fault/";

    private final Path folder;
    private final PushReceiver pushes;
    private final Map<String, Server> running = new LinkedHashMap<>();

    Servers(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        this.folder = folder;
        this.pushes = new PushReceiver(folder);
    }

    PushReceiver pushes() {
        return pushes;
    }

    /** The server with this configuration beside the usual one; started when it is first asked for. */
    Server of(String configuration) throws IOException, InterruptedException {
        Server server = running.get(configuration);
        if (server == null) {
            Path data = Files.createDirectories(folder.resolve("server" + running.size()));
            if (configuration.isEmpty()) {
                server = Server.start(data, "--demo");
            } else {
                Server.configure(data, configuration);
                server = Server.start(data, pushes.trust(), "--demo");
                Path jar = Server.home().resolve("../../../itests/faults/target/jmap-faults-0.1.0.jar");
                new AdminClient(server.port("http"), data).update(jar);
            }
            running.put(configuration, server);
        }
        return server;
    }

    /** Stops them; none may have had an error but those that were asked for. */
    void stop() throws IOException, InterruptedException {
        for (Server server : running.values()) {
            assertThat(server.stop()).as(server.text()).isZero();
            assertThat(server.output()).noneMatch(line -> line.contains("level=error") && !line.contains(FAULTS));
        }
        pushes.close();
    }
}
