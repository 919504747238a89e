package org.mailbay.jmap.mail.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.mail.MailIndex;
import org.mailbay.mail.MailAccount;
import org.mailbay.mail.MailAccount.Added;
import org.mailbay.mail.MailAccount.NewEmail;
import org.mailbay.mail.MailAccount.Placed;
import org.mailbay.store.ObjectId;

/** What is added in several transactions and breaks off between them. */
class UnfinishedTest {
    private final Desk desk = new Desk();
    private final MailAccount own = desk.own();
    private final long inbox = Desk.inbox(own);
    private final long other = own.create(0, "Other", "");
    private final List<ObjectId> emails;

    UnfinishedTest() throws Exception {
        NewEmail email = Desk.message(own, "one");
        emails = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            emails.addAll(own.add(inbox, java.util.Collections.nCopies(350, email), null).stream()
                    .map(Added::email)
                    .toList());
        }
    }

    @AfterEach
    void close() {
        desk.close();
    }

    /** As kill -9 would, once so many are done. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static IntConsumer killedAfter(int slices) {
        int[] done = {0};
        return _ -> {
            if (++done[0] == slices) {
                throw new Killed();
            }
        };
    }

    private TakingBack worker(Duration patience) {
        return new TakingBack(desk.memory.store(), new MailIndex(), patience);
    }

    private void work(Duration patience, long token) throws IOException {
        worker(patience)
                .work(own.account().id(), ByteBuffer.allocate(8).putLong(token).array());
    }

    private List<ObjectId> noted(long token, int slice) throws IOException {
        return own.account().<List<ObjectId>, RuntimeException>write(tx -> Unfinished.slice(tx, token, slice));
    }

    @Test
    void rfc9051_6_4_7_whatWasCopiedBeforeTheServerWasKilledGoesAgain() throws Exception {
        long token = own.account().snapshot().modSeq() + 1;
        assertThatThrownBy(() -> own.copy(inbox, emails, own, other, killedAfter(2)))
                .isInstanceOf(Killed.class);
        assertThat(Desk.shown(own, other)).hasSize(600);
        work(Duration.ofHours(1), token);
        assertThat(Desk.shown(own, other)).as("perhaps somebody is at work").hasSize(600);
        ObjectId moved = own.move(other, noted(token, 1).subList(0, 1), own, inbox)
                .getFirst()
                .email();
        work(Duration.ZERO, token);
        assertThat(Desk.shown(own, other)).isEmpty();
        assertThat(Desk.shown(own, inbox)).hasSize(701);
        assertThat(own.account().bytes(moved)).as("moved by the user meanwhile").isNotNull();
        assertThat(noted(token, 1)).isNull();
        work(Duration.ZERO, token);
        assertThat(Desk.shown(own, inbox)).hasSize(701);
    }

    @Test
    void whatWasFinishedStays() throws Exception {
        long token = own.account().snapshot().modSeq() + 1;
        List<Placed> placed = own.copy(inbox, emails, own, other);
        assertThat(noted(token, 1)).hasSize(300);
        work(Duration.ZERO, token);
        assertThat(noted(token, 1)).isNull();
        assertThat(noted(token, 2)).isNull();
        assertThat(placed).hasSize(700);
        assertThat(Desk.shown(own, other)).hasSize(700);
    }

    @Test
    void whatEndsInMessagesThatAreGoneIsFinishedToo() throws Exception {
        own.expunge(inbox, emails.subList(600, 700), false);
        long token = own.account().snapshot().modSeq() + 1;
        assertThat(own.copy(inbox, emails, own, other)).hasSize(600);
        work(Duration.ZERO, token);
        assertThat(Desk.shown(own, other)).hasSize(600);
    }

    @Test
    void whoIsTakenForGivenUpDoesNotGoOn() throws Exception {
        long token = own.account().snapshot().modSeq() + 1;
        boolean[] once = {false};
        assertThatThrownBy(() -> own.copy(inbox, emails, own, other, _ -> {
                    if (!once[0]) {
                        once[0] = true;
                        try {
                            work(Duration.ZERO, token);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }))
                .isInstanceOf(IOException.class);
        assertThat(Desk.shown(own, other)).isEmpty();
    }

    @Test
    void rfc3502_6_soDoesWhatWasAdded() throws Exception {
        Unfinished unfinished = new Unfinished(inbox);
        long token = own.account().snapshot().modSeq() + 1;
        own.account().<Object, RuntimeException>write(tx -> {
            unfinished.note(tx, emails.subList(0, 300), false);
            return token;
        });
        work(Duration.ZERO, token);
        assertThat(Desk.shown(own, inbox)).hasSize(400);
    }
}
