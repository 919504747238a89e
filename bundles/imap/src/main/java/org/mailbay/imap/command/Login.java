package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.directory.LogIn;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.sasl.Answer;

/** LOGIN (RFC 9051 §6.2.3). */
final class Login implements Command {
    @Override
    public Set<State> states() {
        return BEFORE_LOGIN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        turn.input().space();
        String name = turn.input().astring();
        turn.input().space();
        String password = turn.input().astring();
        turn.input().end();
        Client client = turn.client();
        if (client.offer().mechanisms().isEmpty()) {
            throw new Refused("PRIVACYREQUIRED", "Not where others can read it: say STARTTLS first"); // RFC 5530 §3
        }
        return switch (LogIns.ask(client, door -> door.password(name, password))) {
            case Answer.In<LogIn>(LogIn who) -> LogIns.welcome(client, who, "LOGIN");
            case Answer.Wrong<LogIn> _ -> LogIns.sorry(client, "LOGIN");
            case Answer.Later<LogIn>(var after) -> throw LogIns.later(after);
        };
    }
}
