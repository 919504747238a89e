package org.mailbay.pop3;

import static org.mailbay.pop3.State.AUTHORIZATION;
import static org.mailbay.pop3.State.TRANSACTION;

import java.util.EnumSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which command may come when, with how many arguments: RFC 1939 §4 to §7, RFC 2449 §5, RFC 2595 §4, RFC 5034 §4, RFC 6856 §2 and §3. */
enum Verb {
    USER(EnumSet.of(AUTHORIZATION), 1, 1),
    /** RFC 1939 §7: what follows may have blanks. */
    PASS(EnumSet.of(AUTHORIZATION), 0, Integer.MAX_VALUE),
    AUTH(EnumSet.of(AUTHORIZATION), 1, 2),
    STLS(EnumSet.of(AUTHORIZATION), 0, 0),
    UTF8(EnumSet.of(AUTHORIZATION), 0, 0),
    CAPA(EnumSet.allOf(State.class), 0, 0),
    LANG(EnumSet.allOf(State.class), 0, 1),
    STAT(EnumSet.of(TRANSACTION), 0, 0),
    LIST(EnumSet.of(TRANSACTION), 0, 1),
    UIDL(EnumSet.of(TRANSACTION), 0, 1),
    RETR(EnumSet.of(TRANSACTION), 1, 1),
    TOP(EnumSet.of(TRANSACTION), 2, 2),
    DELE(EnumSet.of(TRANSACTION), 1, 1),
    RSET(EnumSet.of(TRANSACTION), 0, 0),
    NOOP(EnumSet.of(TRANSACTION), 0, 0),
    QUIT(EnumSet.allOf(State.class), 0, 0);

    private final EnumSet<State> states;
    private final int least;
    private final int most;

    Verb(EnumSet<State> states, int least, int most) {
        this.states = states;
        this.least = least;
        this.most = most;
    }

    boolean mayComeIn(State state) {
        return states.contains(state);
    }

    boolean takes(int arguments) {
        return arguments >= least && arguments <= most;
    }

    /** The verb of this name in any case (RFC 1939 §3); null when there is none. */
    static @Nullable Verb of(String name) {
        return switch (name.length() > 4 ? "" : name.toUpperCase(Locale.ROOT)) {
            case "USER" -> USER;
            case "PASS" -> PASS;
            case "AUTH" -> AUTH;
            case "STLS" -> STLS;
            case "UTF8" -> UTF8;
            case "CAPA" -> CAPA;
            case "LANG" -> LANG;
            case "STAT" -> STAT;
            case "LIST" -> LIST;
            case "UIDL" -> UIDL;
            case "RETR" -> RETR;
            case "TOP" -> TOP;
            case "DELE" -> DELE;
            case "RSET" -> RSET;
            case "NOOP" -> NOOP;
            case "QUIT" -> QUIT;
            default -> null;
        };
    }
}
