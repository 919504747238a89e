package org.mailbay.jmap.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.websocket.Incoming.Outcome;
import org.mailbay.store.AccountId;

class IncomingTest {
    private static final AccountId USER = new AccountId(7);

    private final Allowances allowances = new Allowances(25);

    private final Incoming incoming = new Incoming(10, allowances, USER);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void piecesAreOneMessage() throws IOException {
        byte[] text = "€uro".getBytes(StandardCharsets.UTF_8);
        assertThat(incoming.add(ByteBuffer.wrap(text, 0, 2), false)).isEqualTo(Outcome.MORE);
        assertThat(incoming.add(ByteBuffer.allocate(0), false)).isEqualTo(Outcome.MORE);
        assertThat(incoming.add(ByteBuffer.wrap(text, 2, 4), true)).isEqualTo(Outcome.WHOLE);
        assertThat(incoming.take().content().readAllBytes()).isEqualTo(text);
        assertThat(incoming.add(ByteBuffer.allocate(0), true)).isEqualTo(Outcome.WHOLE);
        assertThat(incoming.take().size()).isZero();
    }

    @Test
    void theLimitIsExact() {
        incoming.add(bytes("0123456789"), true);
        Incoming.Taken exact = incoming.take();
        assertThat(exact.limit()).isNull();
        assertThat(exact.size()).isEqualTo(10);
        incoming.add(bytes("0123456789"), false);
        assertThat(incoming.add(bytes("0"), true)).isEqualTo(Outcome.WHOLE);
        Incoming.Taken longer = incoming.take();
        assertThat(longer.limit()).isEqualTo("maxSizeRequest");
        assertThat(longer.size()).isZero();
    }

    @Test
    void whatDoesNotEndIsGivenUp() {
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        int pieces = 0;
        while (incoming.add(piece.duplicate(), false) == Outcome.MORE) {
            pieces++;
        }
        assertThat(pieces).isEqualTo(16);
        assertThat(incoming.add(piece, false)).isEqualTo(Outcome.ENDLESS);
    }

    @Test
    void brokenTextIsMalformed() {
        assertThat(incoming.add(ByteBuffer.wrap(new byte[] {(byte) 0xc0}), false))
                .isEqualTo(Outcome.MALFORMED);
        Incoming cut = new Incoming(10, allowances, USER);
        assertThat(cut.add(ByteBuffer.wrap(new byte[] {(byte) 0xe2, (byte) 0x82}), true))
                .isEqualTo(Outcome.MALFORMED);
    }

    @Test
    void allOfAUsersConnectionsShareOneAllowance() {
        Incoming other = new Incoming(10, allowances, USER);
        Incoming third = new Incoming(10, allowances, USER);
        incoming.add(bytes("0123456789"), false);
        other.add(bytes("0123456789"), false);
        third.add(bytes("012345"), true);
        assertThat(third.take().limit()).isEqualTo("maxConcurrentRequests");
        incoming.drop();
        third.add(bytes("012345"), true);
        assertThat(third.take().limit()).isNull();
        assertThat(incoming.add(bytes("0123456789"), false))
                .as("after it was dropped")
                .isEqualTo(Outcome.MORE);
        allowances.giveBack(USER, 6);
        third.add(bytes("012345678"), true);
        assertThat(third.take().limit()).isNull();
    }
}
