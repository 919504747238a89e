package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.store.AccountId;

/** A kill after each single commit: what was acknowledged arrives or is reported, what was not leaves nothing. */
final class KillTest {
    private static final Carried TAKEN = new Carried.Taken("250 2.0.0 Ok", "mx.test", false);

    @Test
    void nothingIsLostWhereverItIsCut() throws Exception {
        for (int cut = 0; ; cut++) {
            Rig rig = new Rig(cut);
            MailQueue killed = null;
            try {
                if (cutAfter(rig, cut)) {
                    return;
                }
                killed = rig.queue;
            } finally {
                rig.close();
                if (killed != null) {
                    killed.stop();
                }
            }
        }
    }

    /** Whether everything was over before. */
    private static boolean cutAfter(Rig rig, int cut) throws Exception {
        CutRoom room = (CutRoom) rig.annex;
        rig.answer = recipient -> switch (recipient.address().charAt(0)) {
            case 'f' -> new Carried.Failed("550 5.1.1 No such user", "mx.test");
            case 'l' -> new Carried.Later("451 4.7.1 Greylisted", "mx.test", false);
            default -> TAKEN;
        };
        List<String> acknowledged = new ArrayList<>();
        for (String[] to :
                new String[][] {{"a@one.test"}, {"b@one.test", "c@two.test"}, {"l@one.test"}, {"f@two.test"}}) {
            try {
                rig.send("me@our.test", Map.of(), to);
                acknowledged.addAll(List.of(to));
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("cut off");
            }
        }
        Rig.await(() ->
                room.left() == 0 || rig.carried.size() == 6 && rig.entries().equals(List.of("b", "m", "q", "w")));
        boolean isOver = room.left() > 0;
        MailQueue old = rig.killed();
        rig.answer = recipient ->
                recipient.address().startsWith("f") ? new Carried.Failed("550 5.1.1 No such user", "mx.test") : TAKEN;
        rig.pass(Duration.ofMinutes(2));
        Rig.await(() -> rig.entries().isEmpty());
        List<String> all = carried(rig);
        assertThat(all).as("cut after %d", cut).containsAll(acknowledged);
        if (acknowledged.contains("f@two.test")) {
            assertThat(all).as("cut after %d", cut).contains("me@our.test");
        }
        old.stop();
        return isOver;
    }

    private static List<String> carried(Rig rig) {
        return rig.carried.stream().flatMap(one -> one.recipients().stream()).toList();
    }

    @Test
    void aMessageOfManyCommitsIsSentWholeOrNotAtAll() throws Exception {
        String[] recipients =
                IntStream.range(0, 1_500).mapToObj(i -> "r@d" + i + ".test").toArray(String[]::new);
        for (int cut = 1; cut <= 4; cut++) {
            Rig rig = new Rig(cut);
            boolean isAcknowledged = true;
            try {
                rig.send("me@our.test", Map.of(), recipients);
            } catch (IOException e) {
                isAcknowledged = false;
            }
            assertThat(isAcknowledged).isEqualTo(cut == 4);
            MailQueue old = rig.killed();
            Rig.await(() -> rig.entries().isEmpty());
            // Twice only what was under way when it was killed.
            assertThat(new HashSet<>(carried(rig))).hasSize(isAcknowledged ? recipients.length : 0);
            assertThat(carried(rig)).hasSizeLessThan(recipients.length + 200);
            old.stop();
            rig.close();
        }
    }

    /** Everything a list sends for goes to its members. */
    private record Lists(int members) implements Router {
        @Override
        public Routing route(String sender, String recipient) {
            return new Routing.Ours(
                    IntStream.range(0, members)
                            .<Routing.Target>mapToObj(i ->
                                    new Routing.Target.Remote("m" + i + "@d" + i + ".test", sender, Destination.MX))
                            .toList(),
                    List.of());
        }

        @Override
        public boolean maySendAs(AccountId account, String address) {
            return false;
        }
    }

    @Test
    void aReportToManyIsWrittenWholeWithWhatItTellsOfOrNotAtAll() throws Exception {
        int members = 1_200;
        for (int cut = 1; cut <= 4; cut++) {
            Rig rig = new Rig(cut + 1);
            rig.router = new Lists(members);
            rig.queue.bindRouter(rig.router);
            rig.answer = recipient -> switch (recipient.address().charAt(0)) {
                case 'f' -> new Carried.Failed("550 5.1.1 No such user", "mx.test");
                case 'l' -> new Carried.Later("451 4.7.1 Greylisted", "mx.test", false);
                default -> TAKEN;
            };
            rig.send("list@our.test", Map.of(), "f@one.test", "l@one.test");
            CutRoom room = (CutRoom) rig.annex;
            Rig.await(() -> room.left() == 0);
            MailQueue old = rig.killed();
            rig.pass(Duration.ofMinutes(2));
            int cutAfter = cut;
            Rig.await(() -> reported(rig) == members);
            rig.answer = recipient -> TAKEN;
            rig.pass(Duration.ofHours(1));
            Rig.await(() -> rig.entries().isEmpty());
            assertThat(carried(rig)).as("cut after %d", cutAfter).contains("l@one.test");
            assertThat(rig.carried.stream().filter(one -> one.recipients().contains("f@one.test")))
                    .as("cut after %d", cutAfter)
                    .hasSizeLessThanOrEqualTo(2);
            old.stop();
            rig.close();
        }
    }

    private static long reported(Rig rig) {
        return carried(rig).stream()
                .filter(address -> address.startsWith("m"))
                .distinct()
                .count();
    }

    @Test
    void whatWasWrittenIsNotWrittenAgainWhenTheStoreSeemedToFail() throws Exception {
        Rig rig = new Rig(Integer.MAX_VALUE);
        CutRoom room = (CutRoom) rig.annex;
        rig.answer = recipient -> {
            room.loseReply(changes -> true);
            return recipient.address().startsWith("f")
                    ? new Carried.Failed("550 5.1.1 No such user", "mx.test")
                    : new Carried.Later("451 4.7.1 Greylisted", "mx.test", false);
        };
        rig.send("me@our.test", Map.of(), "f@one.test", "l@one.test");
        Rig.await(() -> rig.carried.size() == 2 && rig.queue.running() == 0);
        rig.answer = recipient -> TAKEN;
        rig.pass(Duration.ofHours(1));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(carried(rig))
                .containsExactlyInAnyOrder("f@one.test", "l@one.test", "me@our.test", "me@our.test", "l@one.test");
        rig.close();
    }

    @Test
    void whatWasDeliveredIsNotDeliveredAgainWhenTheStoreFails() throws Exception {
        Rig rig = new Rig(Integer.MAX_VALUE);
        CutRoom room = (CutRoom) rig.annex;
        rig.answer = recipient -> {
            room.cut();
            return TAKEN;
        };
        rig.send("me@our.test", Map.of(), "a@one.test");
        Rig.await(() -> !rig.queue.storeFailure().isEmpty());
        room.mend();
        rig.answer = recipient -> TAKEN;
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(carried(rig)).containsExactly("a@one.test");
        rig.close();
    }
}
