package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailbay.net.Serving.Served;
import org.mailbay.net.handover.Protocols;
import org.mailbay.net.handover.ProtocolsRig;
import org.mailbay.net.toy.ToyProtocol;

/** Two revisions side by side, each with its share. */
@Timeout(120)
final class TrialTest {
    private static final int CLIENTS = 200;
    private final Protocols protocols = new Protocols(60, 100, 30);
    private final Rig rig = new Rig(protocols, new Loops(1, true)).open();
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(Client::close);
        rig.close();
    }

    private Served served(long bundle) {
        return protocols.revisions().stream()
                .filter(revision -> revision.bundle() == bundle)
                .findFirst()
                .orElseThrow();
    }

    private long servedBy(String label) {
        return clients.stream()
                .filter(client -> client.ask("COUNT").startsWith(label))
                .count();
    }

    @Test
    void aTrialGetsItsShareAndGivesItBack() throws Exception {
        ProtocolsRig.bind(protocols, new ToyProtocol("a"), "toy", 0, 1);
        for (int i = 0; i < CLIENTS; i++) {
            Client client = rig.connect();
            clients.add(client);
            assertThat(client.line()).startsWith("a hello");
        }
        var trial = ProtocolsRig.trial(protocols, 2, 20);
        var second = ProtocolsRig.bind(protocols, new ToyProtocol("b"), "toy", 0, 2);
        assertThat(served(1).percent()).isEqualTo(80);
        assertThat(served(2).percent()).isEqualTo(20);
        // 40 expected; 12 and 80 are more than five standard deviations away.
        long share = servedBy("b");
        assertThat(share).isBetween(12L, 80L);
        assertThat(servedBy("b")).as("nobody goes to and fro").isEqualTo(share);
        assertThat(served(2).connections()).isEqualTo((int) share);
        assertThat(served(2).sessions()).isEqualTo(share);
        assertThat(served(2).failures()).isZero();

        ProtocolsRig.trial(protocols, 2, 100);
        assertThat(servedBy("b")).isEqualTo(CLIENTS);
        ProtocolsRig.trial(protocols, 2, 0);
        assertThat(servedBy("a")).isEqualTo(CLIENTS);
        ProtocolsRig.unbind(protocols, second);
        ProtocolsRig.endTrial(protocols, trial);
        assertThat(servedBy("a")).isEqualTo(CLIENTS);
        assertThat(clients.getFirst().ask("COUNT")).as("no session began anew").isEqualTo("a count 6");
    }

    @Test
    void aTrialThatEndsWellServesAllAndIsAloneWhenItMust() throws Exception {
        var first = ProtocolsRig.bind(protocols, new ToyProtocol("a"), "toy", 0, 1);
        var trial = ProtocolsRig.trial(protocols, 2, 0);
        ProtocolsRig.bind(protocols, new ToyProtocol("b"), "toy", 0, 2);
        Client client = rig.connect();
        clients.add(client);
        assertThat(client.line()).startsWith("a hello");
        rig.unbind(first);
        assertThat(client.ask("COUNT")).as("better on trial than nobody").startsWith("b count");
        ProtocolsRig.endTrial(protocols, trial);
        assertThat(client.ask("COUNT")).startsWith("b count");
        assertThat(served(2).percent()).isEqualTo(100);
    }

    @Test
    void whoThrowsIsCounted() throws Exception {
        ProtocolsRig.bind(protocols, new ToyProtocol("a"), "toy", 0, 1);
        Client client = rig.connect();
        clients.add(client);
        assertThat(client.line()).startsWith("a hello");
        ProtocolsRig.bind(protocols, new ToyProtocol("b", false), "toy", 0, 2);
        // It does not understand what it is to resume.
        assertThat(client.line()).startsWith("BYE");
        assertThat(served(2).failures()).isEqualTo(1);
        assertThat(served(1).failures()).isZero();
        Client next = rig.connect();
        clients.add(next);
        assertThat(next.line()).startsWith("b hello");
        next.send("BOOM\r\n");
        assertThat(next.line()).startsWith("BYE");
        assertThat(served(2).failures()).isEqualTo(2);
    }
}
