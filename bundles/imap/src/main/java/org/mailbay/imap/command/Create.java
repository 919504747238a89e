package org.mailbay.imap.command;

import java.io.IOException;
import java.util.Set;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Names;
import org.mailbay.imap.mailbox.Namespaces.Target;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.State;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.Mail;
import org.mailbay.mail.MailRefusal;

/** CREATE (RFC 9051 §6.3.4), with a special use if the client likes (RFC 6154 §3); mailboxes above it are made too. */
final class Create implements Command {
    @Override
    public Set<State> states() {
        return LOGGED_IN;
    }

    @Override
    public Done run(Turn turn) throws Malformed, MailRefusal, Refused, IOException {
        Input input = turn.input();
        input.space();
        String name = withoutSeparator(input.mailbox());
        String role = "";
        if (input.skip(' ')) {
            role = role(input);
        }
        input.end();
        Target target = turn.namespaces()
                .target(name)
                .orElseThrow(() -> new Refused("NOPERM", "Not a place where mailboxes can be made"));
        if (target.place().isPresent()) {
            throw new Refused("ALREADYEXISTS", "There is a mailbox of this name"); // RFC 5530 §3
        }
        Parent parent = Parent.make(target);
        long number = make(target, parent, role);
        if (turn.subscriptions().drop(name)) {
            target.space().account().subscribe(number, true);
        }
        return Done.ok("MAILBOXID (" + Mail.MAILBOX.id(number) + ")", "CREATE completed"); // RFC 8474 §4.1
    }

    private static long make(Target target, Parent parent, String role) throws MailRefusal, Refused, IOException {
        try {
            return target.space().account().create(parent.number(), parent.last(), role);
        } catch (MailRefusal e) {
            if (!role.isEmpty() && e.reason() == MailRefusal.Reason.ALREADY_EXISTS) {
                throw new Refused("USEATTR", "Another mailbox has that special use"); // RFC 6154 §3
            }
            throw e;
        }
    }

    /** RFC 9051 §6.3.4: the separator at the end says that there will be names below it, which needs no saying here. */
    private static String withoutSeparator(String name) {
        return name.length() > 1 && name.charAt(name.length() - 1) == Names.SEPARATOR
                ? name.substring(0, name.length() - 1)
                : name;
    }

    private static String role(Input input) throws Malformed, Refused {
        input.expect('(');
        if (!input.skipWord("USE")) {
            throw new Malformed("USE expected");
        }
        input.space();
        input.expect('(');
        String attribute = input.isNext(')') ? "" : input.flag();
        if (input.isNext(' ')) {
            throw new Refused("USEATTR", "A mailbox has one special use here"); // RFC 6154 §3
        }
        input.expect(')');
        input.expect(')');
        return attribute.isEmpty()
                ? ""
                : SpecialUse.role(attribute).orElseThrow(() -> new Refused("USEATTR", "No such special use"));
    }
}
