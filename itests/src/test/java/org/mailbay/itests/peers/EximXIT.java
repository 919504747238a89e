package org.mailbay.itests.peers;

import java.io.IOException;

/** With Debian's Exim. */
final class EximXIT extends PeerDialogues {
    @Override
    void need() throws IOException {
        Exim.need();
    }

    @Override
    Peer start(Peer.Place place) throws IOException, InterruptedException {
        return Exim.start(place);
    }
}
