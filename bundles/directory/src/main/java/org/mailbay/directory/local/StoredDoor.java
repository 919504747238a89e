package org.mailbay.directory.local;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where clients from one source log in; who fails too often has to wait. */
record StoredDoor(StoredDirectory directory, Attempts attempts, InetAddress source, String service)
        implements Door<LogIn> {
    private static final Logger LOG = LoggerFactory.getLogger(StoredDoor.class);

    @Override
    public Answer<LogIn> password(String name, String password) throws IOException {
        String account = Attempts.key(name);
        Duration wait = attempts.wait(source, account);
        if (!wait.isZero()) {
            return new Answer.Later<>(wait);
        }
        Optional<Secret> secret = Secret.parse(password);
        Optional<LogIn> logIn = secret.isEmpty() ? Optional.empty() : directory.check(name, secret.get());
        return answer(logIn, account, password);
    }

    private Answer<LogIn> answer(Optional<LogIn> found, String account, String password) {
        Optional<LogIn> logIn = found.filter(this::isForThis);
        if (logIn.isEmpty()) {
            attempts.failed(source, account, password);
            return new Answer.Wrong<>();
        }
        attempts.succeeded(source, account);
        return new Answer.In<>(logIn.get());
    }

    /** What opens something else is as good as nothing here, but for the operator's log. */
    private boolean isForThis(LogIn logIn) {
        boolean opens = logIn.opens(service);
        if (!opens) {
            LOG.info(
                    "event=log-in outcome=refused reason=scope address={} credential={} service={}",
                    logIn.principal().address(),
                    logIn.credential().version(),
                    service);
        }
        return opens;
    }

    /** Nobody guesses 256 bits: a token is not counted, so that a forgotten device blocks no office. */
    @Override
    public Answer<LogIn> token(String token) {
        return Secret.parse(token)
                .flatMap(directory::logIn)
                .filter(this::isForThis)
                .<Answer<LogIn>>map(Answer.In::new)
                .orElseGet(Answer.Wrong::new);
    }

    @Override
    public ScramVerifier verifier(String name, ScramHash hash) throws IOException {
        Optional<ScramVerifier> verifier = directory.verifier(name, hash);
        return verifier.isPresent()
                ? verifier.get()
                : ScramVerifier.madeUp(hash, directory.secretForNobody(), Attempts.key(name));
    }

    @Override
    public Answer<LogIn> scram(String name, ScramHash hash, ScramVerifier verifier, boolean isProven)
            throws IOException {
        String account = Attempts.key(name);
        Duration wait = attempts.wait(source, account);
        if (!wait.isZero()) {
            return new Answer.Later<>(wait); // also to who is right: a block would not keep anybody from guessing
        }
        return answer(isProven ? directory.logIn(name, verifier) : Optional.empty(), account, "");
    }

    @Override
    public boolean mayActAs(LogIn who, String name) {
        return directory
                .principal(name)
                .map(Principal::address)
                .filter(who.principal().address()::equals)
                .isPresent();
    }
}
