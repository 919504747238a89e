package org.mailbay.smtp.command;

import static org.mailbay.smtp.command.State.CHUNKS;
import static org.mailbay.smtp.command.State.CONNECTED;
import static org.mailbay.smtp.command.State.GREETED;
import static org.mailbay.smtp.command.State.MAIL_GIVEN;
import static org.mailbay.smtp.command.State.RCPT_GIVEN;

import java.util.EnumSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which command may come when: RFC 5321 §4.1.4, RFC 3030 §2, RFC 3207 §4, RFC 4954 §4, RFC 2033 §4.1. */
public enum Verb {
    EHLO(EnumSet.allOf(State.class)),
    HELO(EnumSet.allOf(State.class)),
    LHLO(EnumSet.allOf(State.class)),
    STARTTLS(EnumSet.of(GREETED)),
    AUTH(EnumSet.of(GREETED)),
    MAIL(EnumSet.of(GREETED)),
    RCPT(EnumSet.of(MAIL_GIVEN, RCPT_GIVEN)),
    DATA(EnumSet.of(RCPT_GIVEN)),
    BDAT(EnumSet.of(RCPT_GIVEN, CHUNKS)),
    RSET(EnumSet.allOf(State.class)),
    NOOP(EnumSet.complementOf(EnumSet.of(CHUNKS))),
    HELP(EnumSet.complementOf(EnumSet.of(CHUNKS))),
    VRFY(EnumSet.complementOf(EnumSet.of(CHUNKS, CONNECTED))),
    EXPN(EnumSet.complementOf(EnumSet.of(CHUNKS, CONNECTED))),
    QUIT(EnumSet.allOf(State.class));

    private final EnumSet<State> states;

    Verb(EnumSet<State> states) {
        this.states = states;
    }

    public boolean mayComeIn(State state) {
        return states.contains(state);
    }

    /** Whether the command is known there: RFC 2033 §4.1 has another greeting. */
    public boolean isFor(Role role) {
        return switch (this) {
            case EHLO, HELO -> role != Role.LMTP;
            case LHLO -> role == Role.LMTP;
            case AUTH -> role == Role.SUBMISSION;
            default -> true;
        };
    }

    /** Whether it brings mail on. One that does not can be said for ever. */
    public boolean isIdle() {
        return switch (this) {
            case MAIL, RCPT, DATA, BDAT -> false;
            default -> true;
        };
    }

    /** The verb of this name in any case (RFC 5321 §2.4); null when there is none. */
    public static @Nullable Verb of(String name) {
        if (name.length() < 4 || name.length() > 8) {
            return null;
        }
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "EHLO" -> EHLO;
            case "HELO" -> HELO;
            case "LHLO" -> LHLO;
            case "STARTTLS" -> STARTTLS;
            case "AUTH" -> AUTH;
            case "MAIL" -> MAIL;
            case "RCPT" -> RCPT;
            case "DATA" -> DATA;
            case "BDAT" -> BDAT;
            case "RSET" -> RSET;
            case "NOOP" -> NOOP;
            case "HELP" -> HELP;
            case "VRFY" -> VRFY;
            case "EXPN" -> EXPN;
            case "QUIT" -> QUIT;
            default -> null;
        };
    }
}
