package org.mailbay.sasl;

import java.util.Optional;

/** LOGIN: the first challenge asks for the name, the second for the password, whatever their words. */
final class LoginClient extends ClientExchange {
    private final String name;
    private final String password;
    private int asked;

    LoginClient(String name, String password) {
        super("LOGIN");
        this.name = name;
        this.password = password;
    }

    @Override
    public Optional<byte[]> initial() {
        return Optional.empty();
    }

    @Override
    public byte[] next(byte[] challenge) throws MalformedException {
        return switch (asked++) {
            case 0 -> Text.bytes(name);
            case 1 -> Text.bytes(password);
            default -> throw new MalformedException("no third challenge expected");
        };
    }

    @Override
    public boolean isComplete() {
        return asked == 2;
    }
}
