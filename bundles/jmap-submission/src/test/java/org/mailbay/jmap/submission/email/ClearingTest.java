package org.mailbay.jmap.submission.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.submission.Office;
import org.mailbay.jmap.submission.Types;
import org.mailbay.store.ObjectId;

/** Old submissions go by time (RFC 8621 §7), whether others are made or not. */
final class ClearingTest {
    private final Office office = new Office();
    private final Clearing clearing = new Clearing(office.memory.store(), office.postman);

    ClearingTest() throws IOException {}

    @AfterEach
    void close() {
        office.close();
    }

    private boolean isThereAfterWork(ObjectId submission) throws IOException {
        clearing.work(office.account.id(), submission.toString().getBytes(StandardCharsets.US_ASCII));
        return office.account.snapshot().objects(Types.SUBMISSION).ordinal(submission) >= 0;
    }

    @Test
    void whatIsSentAndOldGoes() throws Exception {
        ObjectId id = office.submit(office.email("From: owner@example.test\n\nText\n"), "a@example.test");
        office.pass(Duration.ofDays(31));
        assertThat(isThereAfterWork(id)).as("it is not sent yet").isTrue();
        office.update(office.submissions, id, "{'undoStatus':'canceled'}");
        assertThat(isThereAfterWork(id)).isFalse();
        assertThat(isThereAfterWork(id)).as("asked twice").isFalse();
    }

    @Test
    void whatIsNotOldStays() throws Exception {
        ObjectId id = office.submit(office.email("From: owner@example.test\n\nText\n"), "a@example.test");
        office.update(office.submissions, id, "{'undoStatus':'canceled'}");
        office.pass(Duration.ofDays(29));
        assertThat(isThereAfterWork(id)).isTrue();
        office.pass(Duration.ofDays(1));
        assertThat(isThereAfterWork(id)).isFalse();
    }
}
