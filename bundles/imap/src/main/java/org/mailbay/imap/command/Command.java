package org.mailbay.imap.command;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mailbay.imap.grammar.Declined;
import org.mailbay.imap.grammar.Diversion;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.session.Client;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailRefusal;

/** One command. Has no state of its own: all sessions use the same object. */
public interface Command {
    /** Before log-in and after it. */
    Set<State> ANY = EnumSet.of(State.NOT_AUTHENTICATED, State.AUTHENTICATED, State.SELECTED);

    /** Before log-in. */
    Set<State> BEFORE_LOGIN = EnumSet.of(State.NOT_AUTHENTICATED);

    /** After log-in. */
    Set<State> LOGGED_IN = EnumSet.of(State.AUTHENTICATED, State.SELECTED);

    /** With a mailbox selected. */
    Set<State> SELECTED = EnumSet.of(State.SELECTED);

    /** What a client may be told around the command of what others did to the mailbox that it has selected. */
    enum News {
        /** Nothing: the mailbox is about to change, or there is none. */
        NONE,
        /** What takes no message away, since the client counts on its numbers: RFC 9051 §7.5.1. */
        NO_EXPUNGE,
        /** Before the command what takes no message away, since its sequence numbers are those the client knows; after it all. */
        EXPUNGE_AFTER,
        /** All. */
        ALL
    }

    /** In which states it may come. */
    Set<State> states();

    /** What is told around it. */
    default News news(boolean isUid) {
        return News.ALL;
    }

    /** Reads all arguments, checks, and only then acts. */
    Done run(Turn turn) throws Malformed, Refused, MailRefusal, IOException;

    /**
     * Where a literal goes that is a message; asked when it is announced, for every literal of the command.
     *
     * @param before the arguments before it, behind the command's name
     * @return empty for memory
     * @throws Declined when it is not wanted: then it is not sent, and the command is answered with NO
     */
    default Optional<Diversion.Sink> divert(Client client, Input before, long size, boolean binary)
            throws Declined, Malformed {
        return Optional.empty();
    }
}
