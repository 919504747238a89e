package org.mailbay.dkim;

import java.io.IOException;
import java.util.List;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which records are missing in DNS, or are other ones; never more than a warning. */
@Component(
        service = {HealthCheck.class, MetricSource.class},
        property = {"hc.name=DKIM", "hc.tags=mailbay", "hc.tags=dkim"})
public final class DkimHealth implements HealthCheck, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(DkimHealth.class);
    private static final int MOST = 10;

    private final DomainKeys keys;

    /** Made by the container. */
    @Activate
    public DkimHealth(@Reference DomainKeys keys) {
        this.keys = keys;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        if (!keys.hasStore()) {
            log.warn("keys cannot be read: the store is away");
            return new Result(log);
        }
        try {
            List<DomainKey> open = keys.all().stream()
                    .filter(key -> key.state() != KeyState.RETIRED)
                    .toList();
            List<DomainKey> wrong = open.stream()
                    .filter(key -> keys.published(key) == Published.NO || keys.published(key) == Published.OTHER)
                    .toList();
            for (DomainKey key : wrong.subList(0, Math.min(MOST, wrong.size()))) {
                String what = keys.published(key) == Published.NO ? "is not published" : "is another one";
                log.warn("the record {} {}: see ./mailbay admin dkim get {}", key.name(), what, key.domain());
            }
            if (wrong.size() > MOST) {
                log.warn("{} more records are missing or wrong", wrong.size() - MOST);
            }
            log.info("{} keys", open.size());
        } catch (IOException e) {
            log.warn("keys cannot be read: {}", e.getMessage());
        }
        if (!keys.trouble().isEmpty()) {
            log.warn("keys are not looked after: {}", keys.trouble());
        }
        return new Result(log);
    }

    @Override
    public void measure(Metrics out) {
        if (!keys.hasStore()) {
            return; // figures are said at once, or not at all
        }
        try {
            List<DomainKey> all = keys.all();
            for (KeyState state : KeyState.values()) {
                long count = all.stream().filter(key -> key.state() == state).count();
                out.gauge("mailbay_dkim_keys", "Keys, by what they do.", count, "state", state.word());
            }
            for (Published published : Published.values()) {
                long count = all.stream()
                        .filter(key -> key.state() != KeyState.RETIRED && keys.published(key) == published)
                        .count();
                out.gauge(
                        "mailbay_dkim_records", "Keys, by whether DNS has them.", count, "published", published.word());
            }
        } catch (IOException e) {
            LOG.debug("event=dkim-measured outcome=failed", e);
        }
    }
}
