package org.mailbay.jmap.submission.post;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether submitted mail can be sent. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Submission", "hc.tags=mailbay", "hc.tags=submission"})
public final class SubmissionHealth implements HealthCheck {
    private final Postman postman;

    @Activate
    public SubmissionHealth(@Reference Postman postman) {
        this.postman = postman;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        if (!postman.hasDelivery()) {
            log.warn("nobody delivers to local mailboxes: submitted mail waits");
        }
        if (postman.hasRelay()) {
            log.info("mail to other servers is handed to the relay");
        } else {
            log.info("there is no relay: mail to other servers is refused when it is submitted");
        }
        return new Result(log);
    }
}
