package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients who do nothing, or take nothing. */
@Timeout(60)
class WebSocketSilenceTest {
    private HttpRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new HttpRig(Map.of("webSocketPingSeconds", 1));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void whoIsSilentIsPingedAndThenDropped() throws Exception {
        try (RawSocket raw = new RawSocket(rig.at("/jmap/ws"), RawSocket.GOOD)) {
            assertThat(raw.frame()).as("ping").containsExactly((byte) 0x89);
            raw.send(0x8a, new byte[0]);
            assertThat(raw.frame()).as("ping").containsExactly((byte) 0x89);
            assertThat(raw.in.read()).as("dropped").isEqualTo(-1);
            HttpRig.await(() -> rig.servlet.execute().toString().contains("0 WebSockets"));
        }
    }

    @Test
    void whoTakesNothingIsSlowedDown() throws Exception {
        try (RawSocket raw = new RawSocket(rig.at("/jmap/ws"), RawSocket.GOOD)) {
            String text = "x".repeat(90_000);
            CompletableFuture<Integer> sent = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                try {
                    for (; count < 10_000; count++) {
                        raw.text("{'@type':'Request','using':['urn:ietf:params:jmap:core'],'methodCalls':"
                                + "[['Core/echo',{'a':'" + text + "'},'0']]}");
                    }
                } catch (IOException dropped) {
                    return count;
                }
                return count;
            });
            HttpRig.await(() -> rig.servlet.execute().toString().contains("0 WebSockets"));
            assertThat(sent.get(10, TimeUnit.SECONDS)).isLessThan(1000);
        }
    }
}
