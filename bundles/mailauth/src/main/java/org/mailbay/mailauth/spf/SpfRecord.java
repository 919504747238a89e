package org.mailbay.mailauth.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A policy (RFC 7208 §4.5, §4.6), parsed whole: an error anywhere is an error of all of it. */
record SpfRecord(List<Directive> directives, Optional<MacroText> redirect, Optional<MacroText> explanation) {
    private static final String VERSION = "v=spf1";

    SpfRecord {
        directives = List.copyOf(directives);
    }

    /**
     * A mechanism and what it means when it matches.
     *
     * @param text as written
     */
    record Directive(SpfVerdict verdict, Mechanism mechanism, String text) {}

    /** Whether a TXT record is a policy at all. */
    static boolean isPolicy(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    static SpfRecord parse(String text) throws PolicyException {
        List<Directive> directives = new ArrayList<>();
        Optional<MacroText> redirect = Optional.empty();
        Optional<MacroText> explanation = Optional.empty();
        for (String term : text.substring(VERSION.length()).split(" ")) {
            if (term.isEmpty()) {
                continue;
            }
            int equals = modifier(term);
            if (equals < 0) {
                directives.add(directive(term));
                continue;
            }
            String value = term.substring(equals + 1);
            switch (term.substring(0, equals).toLowerCase(Locale.ROOT)) {
                case "redirect" -> redirect = Optional.of(once(redirect, value));
                case "exp" -> explanation = Optional.of(once(explanation, value));
                default -> MacroText.macroString(value); // RFC 7208 §6: ignored, but must be well-formed
            }
        }
        return new SpfRecord(directives, redirect, explanation);
    }

    private static MacroText once(Optional<MacroText> before, String value) throws PolicyException {
        if (before.isPresent()) {
            throw PolicyException.permanent("a modifier twice"); // RFC 7208 §6
        }
        return MacroText.domainSpec(value);
    }

    /** Where the equals sign of a modifier is; -1 when it is a mechanism. */
    private static int modifier(String term) {
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (c == '=' && i > 0) {
                return i;
            }
            if (!isLetter && (i == 0 || !(c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'))) {
                return -1;
            }
        }
        return -1;
    }

    private static Directive directive(String term) throws PolicyException {
        SpfVerdict verdict = switch (term.charAt(0)) {
            case '-' -> SpfVerdict.FAIL;
            case '~' -> SpfVerdict.SOFTFAIL;
            case '?' -> SpfVerdict.NEUTRAL;
            default -> SpfVerdict.PASS;
        };
        boolean isQualified = "+-~?".indexOf(term.charAt(0)) >= 0;
        return new Directive(verdict, Mechanism.parse(isQualified ? term.substring(1) : term), term);
    }

    /** Whether nothing behind it is ever reached (RFC 7208 §5.1). */
    boolean hasAll() {
        return directives.stream().anyMatch(directive -> directive.mechanism() instanceof Mechanism.All);
    }
}
