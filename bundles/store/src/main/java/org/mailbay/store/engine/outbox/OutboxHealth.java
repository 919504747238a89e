package org.mailbay.store.engine.outbox;

import java.time.Duration;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what waits to be done after commits, and why. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Outbox", "hc.tags=mailbay", "hc.tags=store"})
public final class OutboxHealth implements HealthCheck {
    private final Outbox outbox;

    @Activate
    public OutboxHealth(@Reference Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (String shard : outbox.unread()) {
            log.warn("shard {}: what waits there could not be read yet", shard);
        }
        for (Standing topic : outbox.standings()) {
            Duration age = Duration.ofMillis(topic.since() == 0 ? 0 : Math.max(0, outbox.now() - topic.since()));
            if (topic.aside() > 0) {
                log.warn(
                        "{}: {} requests failed too often and are set aside: see \"admin store outbox\"",
                        topic.topic(),
                        topic.aside());
            }
            if (topic.failing() > 0) {
                log.warn(
                        "{}: {} requests wait, the oldest for {}; of {} accounts the last one failed: {}",
                        topic.topic(),
                        topic.waiting(),
                        age,
                        topic.failing(),
                        topic.trouble());
            } else if (!topic.hasWorker() && topic.waiting() > 0) {
                log.warn(
                        "{}: {} requests wait, the oldest for {}: no bundle that is here does them",
                        topic.topic(),
                        topic.waiting(),
                        age);
            } else {
                log.info("{}: {} requests wait, {} done since the start", topic.topic(), topic.waiting(), topic.done());
            }
        }
        return new Result(log);
    }
}
