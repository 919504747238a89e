package org.mailbay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.Antispam;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.antispam.Verdict.Action;
import org.mailbay.delivery.Placement;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;

/** What verdicts do to mail. */
class JudgeTest {
    private static final String MESSAGE = "MAIL FROM:<a@sender.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n"
            + "From: a@sender.test\r\nSubject: x\r\n\r\n..dot\r\n.\r\n";

    private final Mailroom mailroom = new Mailroom();
    private final SmtpProtocol server = mailroom.server(Map.of("hostname", "mx.example.test", "patienceSeconds", 0));
    private final Wire wire = new Wire(server);

    private static Verdict verdict(Action action, String status) {
        return new Verdict(action, 9, status, "because", List.of(), List.of("X-Judged: yes\r\n"));
    }

    private String judge(Phase phase, Action action) {
        server.bindAntispam(Mailroom.antispam(phase, verdict(action, "")));
        return wire.ask("EHLO c\r\n" + MESSAGE);
    }

    @Test
    void whatIsAcceptedHasTheFieldsOfTheVerdict() {
        assertThat(judge(Phase.MESSAGE, Action.ACCEPT)).contains("250 2.0.0");
        assertThat(mailroom.delivered).singleElement().satisfies(mail -> {
            assertThat(mail.placement()).isEqualTo(Placement.INBOX);
            assertThat(mail.text())
                    .startsWith("Return-Path: <a@sender.test>\r\nReceived: ")
                    .endsWith("+0000\r\nX-Judged: yes\r\nFrom: a@sender.test\r\nSubject: x\r\n\r\n.dot\r\n");
        });
    }

    @Test
    void junkGoesToJunkWhateverPhaseSaidIt() {
        for (Phase phase : Phase.values()) {
            Mailroom room = new Mailroom();
            SmtpProtocol judging = room.server();
            judging.bindAntispam(Mailroom.antispam(phase, verdict(Action.JUNK, "")));
            assertThat(new Wire(judging).ask("EHLO c\r\n" + MESSAGE)).contains("250 2.0.0");
            assertThat(room.delivered)
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.placement()).isEqualTo(Placement.JUNK));
        }
    }

    @Test
    void junkIsNotForwarded() {
        server.bindRelay(mailroom.relay());
        server.bindRouter(mailroom.router());
        Target.Remote remote = new Target.Remote("x@elsewhere.test", "a@sender.test", "");
        mailroom.routes.put("alice@example.test", new Routing.Ours(List.of(remote), List.of()));
        assertThat(judge(Phase.MESSAGE, Action.JUNK))
                .contains("554 5.7.1 Refused for alice@example.test looks like spam");
        assertThat(mailroom.shipped).isEmpty();
    }

    @Test
    void quarantineIsHeldByTheQueue() {
        server.bindRelay(mailroom.relay());
        assertThat(judge(Phase.MESSAGE, Action.QUARANTINE)).contains("250 2.0.0");
        assertThat(mailroom.delivered).isEmpty();
        assertThat(mailroom.shipped).singleElement().satisfies(shipped -> {
            assertThat(shipped.shipment().held()).isEqualTo("quarantine: because");
            assertThat(shipped.to()).containsExactly("alice@example.test");
            assertThat(shipped.text()).contains("X-Judged: yes");
        });
    }

    @Test
    void quarantineIsJunkWithoutQueue() {
        assertThat(judge(Phase.MESSAGE, Action.QUARANTINE)).contains("250 2.0.0");
        assertThat(mailroom.delivered.getFirst().placement()).isEqualTo(Placement.JUNK);
    }

    @Test
    void refusalsSayWhy() {
        assertThat(judge(Phase.MESSAGE, Action.REFUSE)).endsWith("550 5.7.1 because\r\n");
        server.bindAntispam(Mailroom.antispam(Phase.MESSAGE, verdict(Action.TRY_LATER, "4.7.26")));
        assertThat(wire.ask(MESSAGE)).endsWith("451 4.7.26 because\r\n");
        server.bindAntispam(Mailroom.antispam(Phase.RECIPIENT, verdict(Action.REFUSE, "5.7.23")));
        assertThat(wire.ask("MAIL FROM:<a@sender.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n"))
                .endsWith("550 5.7.23 because\r\n554 5.5.1 No valid recipients\r\n");
        assertThat(mailroom.delivered).isEmpty();
        assertThat(mailroom.open).isZero();
    }

    @Test
    void aConnectionIsEnded() {
        assertThat(judge(Phase.CONNECTION, Action.REFUSE)).isEqualTo("554 5.7.1 because\r\n");
        assertThat(wire.isClosed()).isTrue();
        server.bindAntispam(Mailroom.antispam(Phase.CONNECTION, verdict(Action.TRY_LATER, "")));
        Wire other = new Wire(server);
        assertThat(other.ask("EHLO c\r\n")).isEqualTo("421 4.7.1 because\r\n");
        assertThat(other.isClosed()).isTrue();
    }

    @Test
    void stagesSeeWhatIsKnownAndNothingOfOurs() {
        List<Candidate> seen = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        server.bindAntispam((phase, candidate) -> {
            seen.add(candidate);
            if (candidate.content() != null) {
                try (InputStream in = candidate.content().bytes().open()) {
                    texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                assertThat(candidate.content().message().subject()).contains("x");
            }
            AuthResult result = new AuthResult("m" + phase, "pass", "", new TreeMap<>());
            return new Verdict(
                    Action.ACCEPT,
                    0,
                    "",
                    "",
                    List.of(new Verdict.Said("s", Opinion.NONE.with(List.of(result)), 1, "")),
                    List.of());
        });
        wire.secure();
        wire.ask("EHLO c.example\r\n" + MESSAGE);
        assertThat(seen).hasSize(3);
        Candidate last = seen.get(2);
        assertThat(seen.get(1).traceId()).isEqualTo(last.traceId());
        assertThat(last.client())
                .isEqualTo(new Candidate.Client(
                        seen.get(0).client().address(), "c.example", "TLSv1.3", "mx.example.test"));
        assertThat(last.client().address().getHostAddress()).isEqualTo("192.0.2.1");
        assertThat(last.sender()).isEqualTo("a@sender.test");
        assertThat(last.recipients()).containsExactly("alice@example.test");
        assertThat(last.results()).extracting(AuthResult::method).containsExactly("mCONNECTION", "mRECIPIENT");
        assertThat(texts).containsExactly("From: a@sender.test\r\nSubject: x\r\n\r\n.dot\r\n");
    }

    @Test
    void whatWasFoundOutIsMovedWithTheSession() {
        List<Candidate> seen = new ArrayList<>();
        Antispam stages = (phase, candidate) -> {
            seen.add(candidate);
            SequencedMap<String, String> properties = new LinkedHashMap<>(Map.of("smtp.helo", "c.ü"));
            AuthResult result = new AuthResult("m" + phase, "pass", "why", properties);
            return new Verdict(
                    phase == Phase.CONNECTION ? Action.JUNK : Action.ACCEPT,
                    0,
                    "",
                    "",
                    List.of(new Verdict.Said("s", Opinion.NONE.with(List.of(result)), 1, "")),
                    List.of());
        };
        server.bindAntispam(stages);
        SmtpProtocol next = mailroom.server(Map.of("hostname", "mx.example.test"));
        next.bindAntispam(stages);
        wire.send("EHLO c\r\n");
        assertThat(wire.move(next)).isTrue();
        wire.send("MAIL FROM:<a@sender.test>\r\nRCPT TO:<alice@example.test>\r\n");
        assertThat(wire.move(server)).isTrue();
        assertThat(wire.ask("DATA\r\nFrom: a@sender.test\r\n\r\n.\r\n")).contains("250 2.0.0");
        assertThat(seen).hasSize(3);
        assertThat(seen.get(2).results()).extracting(AuthResult::method).containsExactly("mCONNECTION", "mRECIPIENT");
        assertThat(seen.get(2).results().getFirst().properties()).containsEntry("smtp.helo", "c.ü");
        assertThat(seen.get(2).results().getFirst().reason()).isEqualTo("why");
        assertThat(mailroom.delivered.getFirst().placement()).isEqualTo(Placement.JUNK);
    }

    @Test
    void moreThanCanBeMovedWaits() {
        AuthResult result = new AuthResult("m", "pass", "x".repeat(70_000), new TreeMap<>());
        server.bindAntispam((_, _) -> new Verdict(
                Action.ACCEPT,
                0,
                "",
                "",
                List.of(new Verdict.Said("s", Opinion.NONE.with(List.of(result)), 1, "")),
                List.of()));
        wire.send("EHLO c\r\n");
        assertThat(wire.move(server)).isFalse();
        assertThat(wire.ask(MESSAGE)).contains("250 2.0.0");
    }

    @Test
    void aNeighboursMailIsJudgedByWhatItSays() {
        List<Phase> phases = new ArrayList<>();
        List<Candidate> seen = new ArrayList<>();
        Action[] action = {Action.ACCEPT};
        server.bindAntispam((phase, candidate) -> {
            phases.add(phase);
            seen.add(candidate);
            return verdict(action[0], "");
        });
        Wire lmtp = new Wire(server, "lmtp", "127.0.0.1");
        assertThat(lmtp.ask("LHLO c\r\n" + MESSAGE)).contains("250 2.1.5 <alice@example.test> Ok");
        assertThat(phases).containsExactly(Phase.MESSAGE);
        assertThat(seen.getFirst().client()).isEqualTo(Candidate.Client.unknown("mx.example.test"));
        assertThat(seen.getFirst().client().isKnown()).isFalse();
        assertThat(mailroom.delivered.getLast().placement()).isEqualTo(Placement.INBOX);
        assertThat(mailroom.delivered.getLast().text()).contains("X-Judged: yes");
        for (Action bad : List.of(Action.JUNK, Action.REFUSE)) {
            action[0] = bad;
            assertThat(lmtp.ask(MESSAGE)).contains("250 2.1.5 <alice@example.test> Ok");
            assertThat(mailroom.delivered.getLast().placement()).isEqualTo(Placement.JUNK);
        }
        action[0] = Action.TRY_LATER;
        assertThat(lmtp.ask(MESSAGE)).endsWith("451 4.7.1 because\r\n");
    }

    @Test
    void usersAndNeighboursAreNotJudged() {
        server.bindAntispam((_, _) -> {
            throw new AssertionError();
        });
        Wire submission = new Wire(server, "submission", "127.0.0.1");
        assertThat(submission.ask("EHLO c\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=\r\n"
                        + MESSAGE.replace("a@sender.test", "alice@example.test")))
                .contains("250 2.0.0");
        SmtpProtocol trusting = mailroom.server(Map.of("judgeLmtp", false));
        trusting.bindAntispam((_, _) -> {
            throw new AssertionError();
        });
        Wire lmtp = new Wire(trusting, "lmtp", "127.0.0.1");
        assertThat(lmtp.ask("LHLO c\r\n" + MESSAGE)).contains("250 2.1.5 <alice@example.test> Ok");
    }
}
