package org.mailbay.itests.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.server.Server;

/**
 * Runs all transcripts, and the requests and responses of the developers' documentation; each file with users of its own, those that ask
 * for no other server against one. {@code -Dtranscript=rfc8620/5.3} runs only the files whose path has this in it.
 */
final class TranscriptXIT {
    @TempDir
    static Path data;

    static Servers servers;

    static final List<Conversation> CONVERSATIONS = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException, InterruptedException, GeneralSecurityException {
        servers = new Servers(data);
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        for (Conversation conversation : CONVERSATIONS) {
            conversation.close();
        }
        servers.stop();
    }

    @TestFactory
    Stream<DynamicContainer> transcripts() throws IOException {
        Path module = Path.of("").toAbsolutePath();
        List<Transcript> all = new ArrayList<>(Transcript.below(module.resolve("src/test/resources/transcripts")));
        assertThat(all).isNotEmpty();
        all.addAll(Transcript.below(module.resolve("../docs/developer").normalize()));
        String only = System.getProperty("transcript", "");
        return all.stream()
                .filter(transcript -> transcript.file().toString().contains(only))
                .map(transcript -> DynamicContainer.dynamicContainer(transcript.title(), scenes(transcript)));
    }

    /** The users are made when the first scene begins. */
    private static Stream<DynamicTest> scenes(Transcript transcript) {
        Conversation[] conversation = new Conversation[1];
        return transcript.scenes().stream()
                .map(scene -> DynamicTest.dynamicTest(scene.title(), () -> {
                    if (conversation[0] == null) {
                        conversation[0] = begin(transcript.configuration());
                    }
                    conversation[0].run(scene.blocks());
                }));
    }

    private static Conversation begin(String configuration)
            throws IOException, InterruptedException, GeneralSecurityException {
        Server server = servers.of(configuration);
        Conversation conversation = new Conversation(server, Users.of(server), servers.pushes());
        CONVERSATIONS.add(conversation);
        return conversation;
    }
}
