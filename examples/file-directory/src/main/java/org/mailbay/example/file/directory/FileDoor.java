package org.mailbay.example.file.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Secret;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;

/**
 * Where one client logs in: by the file, or else below, where failures are counted.
 *
 * @param source of the client; while the door below makes it wait, the file does, too
 */
record FileDoor(FileDirectory directory, Door<LogIn> below, Waits waits, InetAddress source) implements Door<LogIn> {
    @Override
    public Answer<LogIn> password(String name, String password) throws IOException {
        Duration left = waits.left(source);
        if (left.isPositive()) {
            return new Answer.Later<>(left);
        }
        Optional<LogIn> mine = Secret.parse(password).flatMap(secret -> directory.fromFile(name, secret));
        if (mine.isPresent()) {
            return new Answer.In<>(mine.get());
        }
        Answer<LogIn> answer = below.password(name, password);
        if (answer instanceof Answer.Later<LogIn>(Duration after)) {
            waits.add(source, after);
        }
        return answer;
    }

    @Override
    public Answer<LogIn> token(String token) throws IOException {
        return below.token(token);
    }

    @Override
    public ScramVerifier verifier(String name, ScramHash hash) throws IOException {
        return below.verifier(name, hash);
    }

    @Override
    public Answer<LogIn> scram(String name, ScramHash hash, ScramVerifier verifier, boolean isProven)
            throws IOException {
        return below.scram(name, hash, verifier, isProven);
    }

    @Override
    public boolean mayActAs(LogIn who, String name) throws IOException {
        return below.mayActAs(who, name);
    }
}
