package org.mailbay.imap.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.sasl.Exchange;
import org.mailbay.sasl.Mechanism;
import org.mailbay.sasl.Response;
import org.mailbay.sasl.Step;

/** AUTHENTICATE (RFC 9051 §6.2.2), with the first response in the command if the client likes (RFC 4959). */
final class Authenticate implements Command {
    @Override
    public Set<State> states() {
        return BEFORE_LOGIN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, Refused, IOException {
        Input input = turn.input();
        input.space();
        String mechanism = input.atom();
        String initial = input.skip(' ') ? input.atom() : null;
        input.end();
        Client client = turn.client();
        Optional<Exchange<LogIn>> begun = client.offer().begin(mechanism);
        if (begun.isEmpty()) {
            throw client.offer().mechanisms().isEmpty()
                    ? new Refused("PRIVACYREQUIRED", "Not where others can read it: say STARTTLS first")
                    : new Refused("", "Unknown mechanism");
        }
        if (initial != null && begun.get().mechanism() == Mechanism.LOGIN) {
            throw new Malformed("LOGIN begins with what the server says"); // RFC 9051 §6.2.2
        }
        Open open = new Open(client, begun.get());
        return initial == null ? open.go(null) : open.answer(Response.initial(initial));
    }

    /** An exchange that has begun. */
    private record Open(Client client, Exchange<LogIn> exchange) implements Done.Dialogue {
        @Override
        public Done line(Turn turn, byte[] line) throws Malformed, Refused, IOException {
            return answer(Response.of(new String(line, StandardCharsets.ISO_8859_1)));
        }

        private Done answer(Response response) throws Malformed, Refused, IOException {
            return switch (response) {
                case Response.Data(byte[] bytes) -> go(bytes);
                case Response.Cancel() -> throw new Malformed("authentication cancelled"); // RFC 9051 §6.2.2
                case Response.Malformed() -> throw new Malformed("not Base64");
            };
        }

        private Done go(byte @Nullable [] response) throws Malformed, Refused, IOException {
            String name = exchange.mechanism().wireName();
            Step<LogIn> step = LogIns.ask(
                    client, door -> response == null ? exchange.start(null, door) : exchange.next(response, door));
            return switch (step) {
                case Step.Challenge<LogIn>(byte[] bytes) -> new Done.Ask(Response.toLine(bytes), this);
                case Step.Success<LogIn>(LogIn who) -> LogIns.welcome(client, who, name);
                case Step.Refused<LogIn> _ -> LogIns.sorry(client, name);
                case Step.Malformed<LogIn>(String why) -> throw new Malformed(why);
                case Step.Later<LogIn>(var after) -> throw LogIns.later(after);
            };
        }
    }
}
