package org.mailbay.itests.peers;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A mail server of another author, on loopback. It has the domain peer.test with sender, ann, bob, jörg and later, sends mail for
 * example.test to Mailbay over TLS, and takes mail for elsewhere from nobody.
 */
interface Peer {
    String HOST = "mx.peer.test";

    int port();

    /** Where it stores what came for its users, whoever it is for. */
    Maildir mail();

    /** What it has said so far. */
    String log() throws IOException;

    /** Until this is called, later@peer.test is refused for now. */
    void takeLater() throws IOException, InterruptedException;

    /** Whether it used pipelining, chunks where it can, and TLS when it sent its last messages to us, by its log. */
    void assertUsedWhatWeOffer() throws IOException;

    void stop() throws IOException, InterruptedException;

    /** Where a peer starts: its folder, its port, Mailbay's port 25, a certificate with key. */
    record Place(Path folder, int port, int mailbay, Path certificate, Path key) {}
}
