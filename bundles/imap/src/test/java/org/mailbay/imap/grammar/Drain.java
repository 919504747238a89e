package org.mailbay.imap.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Diverts the literals of APPEND; counts what it holds. */
final class Drain implements Diversion {
    int open;
    long limit = Long.MAX_VALUE;
    long failsAfter = Long.MAX_VALUE;

    @Override
    public Optional<Sink> begin(Input soFar, long size, boolean binary) throws Declined, Malformed {
        soFar.tag();
        soFar.space();
        if (!soFar.skipWord("APPEND")) {
            return Optional.empty();
        }
        soFar.space();
        if (soFar.isEnd()) {
            return Optional.empty(); // the name
        }
        soFar.mailbox();
        soFar.space();
        if (size > limit) {
            throw new Declined("TOOBIG", "too big");
        }
        open++;
        return Optional.of(new Held());
    }

    final class Held implements Sink {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        @Override
        public void write(ByteBuffer bytes) throws Declined {
            byte[] some = new byte[bytes.remaining()];
            bytes.get(some);
            all.writeBytes(some);
            if (all.size() > failsAfter) {
                throw new Declined("UNAVAILABLE", "disk");
            }
        }

        @Override
        public Object finish() {
            return all.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void abandon() {
            open--;
        }
    }
}
