package org.mailbay.sasl;

import java.io.IOException;

/** One client's way through a mechanism; {@link Exchange} takes care of its beginning, its end and its bounds. */
interface Dialogue<W> {
    /** What to say first when the client said nothing; empty when it is the client's turn. */
    byte[] opening();

    /** What comes of a response. */
    Step<W> next(byte[] response, Door<W> door) throws MalformedException, IOException;

    /** Who may in, unless it wants to be somebody else. */
    static <W> Step<W> judge(Answer<W> answer, String authorization, Door<W> door) throws IOException {
        return switch (answer) {
            case Answer.In<W>(W who)
            when authorization.isEmpty() || door.mayActAs(who, authorization) -> new Step.Success<>(who);
            case Answer.In<W> _ -> new Step.Refused<>("authorization");
            case Answer.Wrong<W>() -> new Step.Refused<>("credentials");
            case Answer.Later<W>(var after) -> new Step.Later<>(after);
        };
    }
}
