package org.mailbay.queue;

import java.io.IOException;
import java.time.Duration;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether mail leaves. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Queue", "hc.tags=mailbay", "hc.tags=queue"})
public final class QueueHealth implements HealthCheck {
    private final MailQueue queue;

    @Activate
    public QueueHealth(@Reference MailQueue queue) {
        this.queue = queue;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            Duration oldest = queue.oldest();
            if (oldest.compareTo(queue.oldestWell()) > 0) {
                log.warn("the oldest message waits since {} hours", oldest.toHours());
            }
        } catch (IOException e) {
            log.critical("what waits cannot be read: {}", e.toString());
        }
        if (!queue.storeFailure().isEmpty()) {
            log.critical("what happens to messages cannot be written: {}", queue.storeFailure());
        }
        if (!queue.hasTransport()) {
            log.warn("nothing carries mail to other servers: it waits");
        }
        queue.signers().away().forEach(name -> log.warn("{} signs what leaves and is away: nothing is taken", name));
        if (queue.undeliverable() > 0) {
            log.warn(
                    "{} recipients of reports could not be reached since the start: nobody knows what failed",
                    queue.undeliverable());
        }
        if (!queue.stock().full().isEmpty()) {
            log.critical(
                    "the queue is full ({}): messages are refused",
                    queue.stock().full());
        } else if (!queue.stock().nearlyFull().isEmpty()) {
            log.warn("the queue is nearly full ({})", queue.stock().nearlyFull());
        }
        log.info("{} messages wait or are held", queue.messages());
        return new Result(log);
    }
}
