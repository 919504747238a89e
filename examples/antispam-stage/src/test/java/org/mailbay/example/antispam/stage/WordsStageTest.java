package org.mailbay.example.antispam.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.mime.Content;
import org.mailbay.mime.Message;
import org.mailbay.tck.stage.StageContract;
import org.mailbay.testkit.Configurations;

class WordsStageTest implements StageContract {
    @Override
    public Stage stage() {
        return new WordsStage(Configurations.of(WordsStage.Config.class, Map.of()));
    }

    private Opinion judge(String message) throws Exception {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        Content content = new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
        Candidate candidate = new Candidate(
                "trace",
                Instant.EPOCH,
                new Candidate.Client(InetAddress.ofLiteral("192.0.2.1"), "peer.example", "", "mx.example"),
                "a@peer.example",
                List.of("b@example.test"),
                new Candidate.Body(content, Message.parse(bytes)),
                List.of());
        return stage().judge(Phase.MESSAGE, candidate, (name, type) -> {
            throw new AssertionError("asks for " + name);
        });
    }

    @Test
    void wordsInTheSubjectCount() throws Exception {
        Opinion opinion = judge("Subject: LOTTERY and =?utf-8?q?C=61sino?=\r\n\r\n");
        assertThat(opinion.points()).isEqualTo(4);
        assertThat(opinion.reason()).isEqualTo("2 words in the subject");
        assertThat(judge("Subject: lunch\r\n\r\nlottery\r\n").advice()).isEqualTo(Opinion.Advice.NONE);
        assertThat(judge("").advice()).isEqualTo(Opinion.Advice.NONE);
    }
}
