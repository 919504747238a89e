package org.mailbay.sasl;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** LOGIN, which no RFC describes: name and password, asked for one by one. */
final class LoginServer<W> implements Dialogue<W> {
    private @Nullable String name;

    @Override
    public byte[] opening() {
        return Text.bytes("Username:");
    }

    @Override
    public Step<W> next(byte[] response, Door<W> door) throws MalformedException, IOException {
        String text = Text.of(response);
        if (text.indexOf('\0') >= 0) {
            throw new MalformedException("NUL");
        }
        if (name == null) {
            name = Text.name(text);
            return new Step.Challenge<>(Text.bytes("Password:"));
        }
        return Dialogue.judge(door.password(name, Text.bounded(text)), "", door);
    }
}
