package org.mailbay.sasl;

import java.util.Optional;

/** PLAIN: RFC 4616. */
final class PlainClient extends ClientExchange {
    private final byte[] message;
    private boolean sent;

    PlainClient(String name, String password) {
        super("PLAIN");
        message = Text.bytes('\0' + Saslprep.prepare(name).orElse(name) + '\0' + password);
    }

    @Override
    public Optional<byte[]> initial() {
        sent = true;
        return Optional.of(message.clone());
    }

    @Override
    public byte[] next(byte[] challenge) throws MalformedException {
        if (challenge.length > 0 || sent) {
            throw new MalformedException("no challenge expected");
        }
        sent = true;
        return message.clone();
    }

    @Override
    public boolean isComplete() {
        return sent;
    }
}
