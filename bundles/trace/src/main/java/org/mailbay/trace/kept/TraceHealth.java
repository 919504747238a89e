package org.mailbay.trace.kept;

import java.util.concurrent.TimeUnit;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether everything that happens to mail is recorded. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=Traces", "hc.tags=mailbay", "hc.tags=trace"})
public final class TraceHealth implements HealthCheck {
    private static final long FOR_NANOS = TimeUnit.MINUTES.toNanos(15);

    private final StoredTraces traces;
    private long lost;
    private long lostAt = Long.MIN_VALUE;

    @Activate
    public TraceHealth(@Reference StoredTraces traces) {
        this.traces = traces;
    }

    @Override
    public synchronized Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        long now = System.nanoTime();
        if (traces.writer().lost() != lost) {
            lost = traces.writer().lost();
            lostAt = now;
        }
        if (lostAt != Long.MIN_VALUE && now - lostAt < FOR_NANOS) {
            log.warn("{} events of messages are not recorded: too much happened at once, or the store failed", lost);
        }
        if (traces.writer().isFailing()) {
            log.warn(
                    "events of messages cannot be written now; {} wait",
                    traces.writer().waiting());
        }
        if (!traces.trouble().isEmpty()) {
            log.warn(traces.trouble());
        }
        log.info("{} MB of records", traces.bytes() >> 20);
        return new Result(log);
    }
}
