package org.mailbay.antispam.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Opinion.Advice;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.antispam.Verdict.Action;

/**
 * Makes a verdict of opinions: refuse before try later before quarantine before points.
 *
 * @param junkPoints from here on it is junk
 * @param refusePoints from here on it is refused
 * @param mayRefuse otherwise what would be refused is junk
 */
record Decision(double junkPoints, double refusePoints, boolean mayRefuse) {
    private static final int MAX_REPLY = 200;

    Verdict of(Phase phase, String server, List<Heard> heard, List<AuthResult> before) {
        double points = heard.stream()
                .filter(Heard::isCounted)
                .mapToDouble(Heard::points)
                .sum();
        Action wanted = wanted(heard, points);
        Action action = possible(phase, wanted);
        Opinion said = said(heard, action);
        List<Verdict.Said> opinions = heard.stream().map(Heard::said).toList();
        List<String> fields = phase == Phase.MESSAGE ? fields(server, heard, before, wanted, points) : List.of();
        return switch (action) {
            case REFUSE -> new Verdict(action, points, status(said, '5'), reply(said, points), opinions, fields);
            case TRY_LATER -> new Verdict(action, points, status(said, '4'), reply(said, points), opinions, fields);
            case ACCEPT, JUNK, QUARANTINE -> new Verdict(action, points, "", "", opinions, fields);
        };
    }

    private Action wanted(List<Heard> heard, double points) {
        if (advises(heard, Advice.REFUSE) || points >= refusePoints) {
            return Action.REFUSE;
        }
        if (advises(heard, Advice.TRY_LATER)) {
            return Action.TRY_LATER;
        }
        if (advises(heard, Advice.QUARANTINE)) {
            return Action.QUARANTINE;
        }
        return points >= junkPoints ? Action.JUNK : Action.ACCEPT;
    }

    private static boolean advises(List<Heard> heard, Advice advice) {
        return heard.stream().anyMatch(one -> one.isCounted() && one.opinion().advice() == advice);
    }

    /** Before there is a message it can be refused, now or for good, and nothing else. */
    private Action possible(Phase phase, Action wanted) {
        Action allowed = wanted == Action.REFUSE && !mayRefuse ? Action.JUNK : wanted;
        return switch (allowed) {
            case JUNK, QUARANTINE -> phase == Phase.MESSAGE ? allowed : Action.ACCEPT;
            case ACCEPT, TRY_LATER, REFUSE -> allowed;
        };
    }

    /** The opinion that the reply is made of; none when it is the points. */
    private static Opinion said(List<Heard> heard, Action action) {
        Advice advice = action == Action.TRY_LATER ? Advice.TRY_LATER : Advice.REFUSE;
        return heard.stream()
                .filter(Heard::isCounted)
                .map(Heard::opinion)
                .filter(opinion -> opinion.advice() == advice)
                .findFirst()
                .orElse(Opinion.NONE);
    }

    /** RFC 3463 §3.8: security or policy status, when the stage said none or one of another class than the reply's. */
    private static String status(Opinion said, char kind) {
        return !said.status().isEmpty() && said.status().charAt(0) == kind ? said.status() : kind + ".7.1";
    }

    private static String reply(Opinion said, double points) {
        String text = said.reason().isBlank()
                ? said.advice() == Advice.NONE
                        ? "Refused as spam, " + Fields.number(points) + " points"
                        : "Refused by policy"
                : Bounds.cut(said.reason(), MAX_REPLY);
        StringBuilder ascii = new StringBuilder();
        text.codePoints().map(c -> c < 0x7f ? c : '?').forEach(ascii::appendCodePoint); // RFC 5321 §4.2
        return ascii.toString();
    }

    private List<String> fields(
            String server, List<Heard> heard, List<AuthResult> before, Action wanted, double points) {
        List<AuthResult> results = new ArrayList<>(before);
        heard.forEach(one -> results.addAll(one.opinion().results()));
        boolean isSpam = wanted == Action.JUNK || wanted == Action.REFUSE;
        return List.of(
                // One that was asked in several phases may have said it in each
                Fields.authenticationResults(server, results.stream().distinct().toList()),
                Fields.spamStatus(isSpam, points, junkPoints, heard));
    }
}
