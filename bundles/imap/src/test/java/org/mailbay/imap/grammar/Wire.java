package org.mailbay.imap.grammar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mailbay.net.spi.Want;

/** Feeds a reader as {@code net} does, and writes down what comes of it. */
final class Wire {
    final List<String> said = new ArrayList<>();
    final CommandReader reader;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private Want want;
    private boolean tooLong;
    private boolean over;

    Wire(CommandReader reader) {
        this.reader = reader;
        want = reader.next();
    }

    static Wire of(Diversion diversion) {
        return new Wire(new CommandReader(diversion, CommandReader.LITERAL_MINUS));
    }

    Wire send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) {
        return send(bytes, 0, bytes.length);
    }

    Wire send(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !over) {
            switch (want) {
                case Want.Line(int maxLength) -> at = line(bytes, at, to, maxLength);
                case Want.Bytes _ -> {
                    var some = ByteBuffer.wrap(bytes, at, to - at);
                    Step step = reader.bytes(some);
                    at = some.position();
                    follow(step);
                }
                default -> throw new AssertionError(want);
            }
        }
        return this;
    }

    boolean isOver() {
        return over;
    }

    private int line(byte[] bytes, int from, int to, int maxLength) {
        int at = from;
        while (at < to) {
            byte b = bytes[at++];
            if (!tooLong) {
                waiting.write(b);
                tooLong = waiting.size() > maxLength;
            }
            if (b == '\n') {
                byte[] line = waiting.toByteArray();
                boolean was = tooLong;
                waiting.reset();
                tooLong = false;
                follow(was ? reader.lineTooLong() : reader.line(line));
                return at;
            }
        }
        return at;
    }

    private void follow(Step step) {
        switch (step) {
            case Step.More more -> want = more.want();
            case Step.Go go -> {
                said.add("+");
                want = go.want();
            }
            case Step.Command command -> {
                said.add(shown(command.input()));
                want = reader.next();
            }
            case Step.Refusal no -> {
                said.add(no.tag() + " " + no.status() + (no.code() == null ? "" : " [" + no.code() + "]"));
                want = no.want();
            }
            case Step.Over end -> {
                said.add("BYE [" + end.code() + "]");
                over = true;
            }
        }
    }

    /** All of a command, literals in angle brackets. */
    static String shown(Input input) {
        var text = new StringBuilder();
        try {
            while (!input.isEnd()) {
                if (input.isLiteral()) {
                    text.append(
                            switch (input.literal()) {
                                case Piece.Literal some ->
                                    "<" + (some.binary() ? "~" : "")
                                            + new String(some.bytes(), StandardCharsets.ISO_8859_1) + ">";
                                case Piece.Stored some ->
                                    "<stored " + some.handle() + " of " + some.size() + (some.binary() ? " ~" : "")
                                            + ">";
                                case Piece.Text _ -> throw new AssertionError("a text is no literal");
                            });
                } else {
                    char c = input.peek();
                    text.append(c);
                    input.skip(c);
                }
            }
        } catch (Malformed e) {
            text.append("!").append(e.why());
        }
        return text.toString();
    }
}
