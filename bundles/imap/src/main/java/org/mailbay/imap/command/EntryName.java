package org.mailbay.imap.command;

import java.util.ArrayList;
import java.util.List;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.mail.Annotations;

/** Names of entries: RFC 5464 §3.2. */
final class EntryName {
    private static final int MOST = 1_000;

    private EntryName() {}

    /** One name of at least two parts. */
    static String read(Input input) throws Malformed {
        String name = readAbove(input);
        if (name.indexOf('/', 1) < 0) {
            throw wrong();
        }
        return name;
    }

    /** One name, or several in parentheses. */
    static List<String> readAll(Input input) throws Malformed {
        if (!input.skip('(')) {
            return List.of(readAbove(input));
        }
        List<String> names = new ArrayList<>();
        do {
            if (names.size() == MOST) {
                throw new Malformed("more than " + MOST + " entries");
            }
            names.add(readAbove(input));
        } while (input.skip(' '));
        input.expect(')');
        return names;
    }

    /** One name, which may be {@code /shared} or {@code /private}: what is below them can be asked for. */
    private static String readAbove(Input input) throws Malformed {
        String name = input.astring();
        String key = Annotations.key(name) + '/';
        boolean isWrong = !key.startsWith(Annotations.SHARED + '/') && !key.startsWith(Annotations.PRIVATE + '/')
                || key.contains("//")
                || name.length() > Annotations.MAX_NAME;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            isWrong |= c < ' ' || c > '~' || c == '*' || c == '%';
        }
        if (isWrong) {
            throw wrong();
        }
        return name;
    }

    private static Malformed wrong() {
        return new Malformed("the name of an entry begins with /shared/ or /private/");
    }
}
