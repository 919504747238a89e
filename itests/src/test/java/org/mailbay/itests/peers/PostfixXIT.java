package org.mailbay.itests.peers;

import java.io.IOException;

/** With Debian's Postfix. */
final class PostfixXIT extends PeerDialogues {
    @Override
    void need() throws IOException {
        Postfix.need();
    }

    @Override
    Peer start(Peer.Place place) throws IOException, InterruptedException {
        return Postfix.start(place);
    }
}
