package org.mailbay.jmap.submission.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.submission.Office;
import org.mailbay.testkit.JmapCall;
import tools.jackson.databind.node.ObjectNode;

class SubmissionCapabilityTest {
    /** Else the session's state would, too, and all clients would fetch the session anew (RFC 8620 §2). */
    @Test
    void doesNotChangeAsTimePasses() throws Exception {
        try (Office office = new Office()) {
            SubmissionCapability testee = new SubmissionCapability(office.postman);
            Principal owner = JmapCall.view(office.account).principal();
            ObjectNode today = testee.account(owner, office.account.id()).orElseThrow();
            assertThat(today.at("/submissionExtensions/FUTURERELEASE/0").stringValue())
                    .isEqualTo(today.get("maxDelayedSend").toString());
            office.pass(Duration.ofDays(1));
            assertThat(testee.account(owner, office.account.id())).contains(today);
        }
    }
}
