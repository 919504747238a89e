package org.mailbay.sasl;

import java.io.IOException;

/** PLAIN: RFC 4616. */
final class PlainServer<W> implements Dialogue<W> {
    @Override
    public byte[] opening() {
        return new byte[0];
    }

    @Override
    public Step<W> next(byte[] response, Door<W> door) throws MalformedException, IOException {
        String[] parts = Text.of(response).split("\0", -1);
        if (parts.length != 3) {
            throw new MalformedException("authzid NUL authcid NUL passwd expected"); // RFC 4616 §2
        }
        String authorization = parts[0].isEmpty() ? "" : Text.name(parts[0]);
        return Dialogue.judge(door.password(Text.name(parts[1]), Text.bounded(parts[2])), authorization, door);
    }
}
