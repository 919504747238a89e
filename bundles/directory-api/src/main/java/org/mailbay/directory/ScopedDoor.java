package org.mailbay.directory;

import java.io.IOException;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;

/** A door that lets in only who has a credential for one service; another one is as good as none. */
record ScopedDoor(Door<LogIn> door, String service) implements Door<LogIn> {
    @Override
    public Answer<LogIn> password(String name, String password) throws IOException {
        return judge(door.password(name, password));
    }

    @Override
    public Answer<LogIn> token(String token) throws IOException {
        return judge(door.token(token));
    }

    private Answer<LogIn> judge(Answer<LogIn> answer) {
        return answer instanceof Answer.In<LogIn>(LogIn who) && !who.opens(service) ? new Answer.Wrong<>() : answer;
    }

    @Override
    public ScramVerifier verifier(String name, ScramHash hash) throws IOException {
        return door.verifier(name, hash);
    }

    @Override
    public Answer<LogIn> scram(String name, ScramHash hash, ScramVerifier verifier, boolean isProven)
            throws IOException {
        return judge(door.scram(name, hash, verifier, isProven));
    }

    @Override
    public boolean mayActAs(LogIn who, String name) throws IOException {
        return door.mayActAs(who, name);
    }
}
