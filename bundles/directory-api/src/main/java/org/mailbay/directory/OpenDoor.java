package org.mailbay.directory;

import java.util.Optional;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;

/** The door of a directory that knows passwords and tokens only, and counts nothing. */
record OpenDoor(Directory directory) implements Door<LogIn> {
    @Override
    public Answer<LogIn> password(String name, String password) {
        return Secret.parse(password)
                .flatMap(secret -> directory.logIn(name, secret))
                .<Answer<LogIn>>map(Answer.In::new)
                .orElseGet(Answer.Wrong::new);
    }

    @Override
    public Answer<LogIn> token(String token) {
        return Secret.parse(token)
                .flatMap(directory::logIn)
                .<Answer<LogIn>>map(Answer.In::new)
                .orElseGet(Answer.Wrong::new);
    }

    @Override
    public ScramVerifier verifier(String name, ScramHash hash) {
        return ScramVerifier.madeUp(hash, new byte[hash.length()], name);
    }

    @Override
    public Answer<LogIn> scram(String name, ScramHash hash, ScramVerifier verifier, boolean isProven) {
        return new Answer.Wrong<>();
    }

    @Override
    public boolean mayActAs(LogIn who, String name) {
        Optional<Principal> other = directory.principal(name);
        return other.isPresent() && other.get().address().equals(who.principal().address());
    }
}
